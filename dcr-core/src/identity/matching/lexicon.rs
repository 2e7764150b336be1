//! Names as numbers: each distinct name is looked at once and known by its number from then on.

use super::model::MatchModel;
use super::number::StableState;
use super::roots::{ROOTS, root_name, roots_of};
use super::similarity::{look, sound};
use super::word::Word;
use std::collections::HashMap;

/// What is known of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) word: Word,
    /// Hundredths of a bit, as a given name and as a family name.
    pub(super) given_surprise: i32,
    pub(super) family_surprise: i32,
    /// Whether it is frequent enough to be a name of its own.
    pub(super) given_known: bool,
    pub(super) family_known: bool,
    pub(super) sound: u32,
    /// How it looks to a scanner.
    pub(super) look: u64,
    pub(super) roots: [u16; ROOTS],
    /// The sounds of its roots, or its own when it has none; zeros at the end.
    pub(super) root_sounds: [u32; ROOTS],
}

/// Numbers for words, from 1; 0 stands for none.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<Word, u32, StableState>,
    tokens: Vec<Token>,
}

impl Lexicon {
    /// The number of a word, a new one when it is met for the first time.
    pub(super) fn number(&mut self, word: Word, model: &MatchModel) -> u32 {
        if word.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        self.tokens.push(Token::of(word, model));
        let number = u32::try_from(self.tokens.len()).unwrap_or(0);
        self.numbers.insert(word, number);
        number
    }

    /// What is known of a number; `None` for 0.
    pub(super) fn token(&self, number: u32) -> Option<&Token> {
        self.tokens.get((number as usize).wrapping_sub(1))
    }
}

impl Token {
    fn of(word: Word, model: &MatchModel) -> Self {
        let roots = roots_of(word);
        let mut root_sounds = [0; ROOTS];
        let mut places = root_sounds.iter_mut();
        let mut met = [0; ROOTS];
        for (root, seen) in roots.iter().filter(|root| **root != 0).zip(met.iter_mut()) {
            *seen = sound(root_name(*root).as_bytes());
        }
        for (place, sound) in met.iter().enumerate() {
            if *sound != 0
                && !met.iter().take(place).any(|before| before == sound)
                && let Some(free) = places.next()
            {
                *free = *sound;
            }
        }
        if let [first @ 0, ..] = &mut root_sounds {
            *first = sound(word.as_bytes());
        }
        let mut token = Self {
            word,
            given_surprise: 0,
            family_surprise: 0,
            given_known: false,
            family_known: false,
            sound: sound(word.as_bytes()),
            look: look(word.as_bytes()),
            roots,
            root_sounds,
        };
        token.weigh(model);
        token
    }
}

impl Lexicon {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Looks at every word again with another model.
    pub(super) fn refresh(&mut self, model: &MatchModel) {
        for token in &mut self.tokens {
            token.weigh(model);
        }
    }
}

impl Token {
    fn weigh(&mut self, model: &MatchModel) {
        self.given_surprise = model.given_surprise(self.word);
        self.family_surprise = model.family_surprise(self.word);
        self.given_known = model.given.lists(self.word) && self.given_surprise <= model.known_at;
        self.family_known = model.family.lists(self.word) && self.family_surprise <= model.known_at;
    }
}
