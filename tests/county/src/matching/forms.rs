//! The forms that a name takes: by gender, and in an email address.

use super::mistakes::{Date, without_accents};
use crate::dice::Dice;

/// The form of a Polish family name that a woman bears.
pub(super) fn polish_feminine(name: &str) -> String {
    match name
        .strip_suffix("ski")
        .map(|stem| (stem, "ska"))
        .or_else(|| name.strip_suffix("cki").map(|stem| (stem, "cka")))
    {
        Some((stem, ending)) => format!("{stem}{ending}"),
        None => name.to_owned(),
    }
}

/// The form of a Polish family name that a man bears.
pub(super) fn polish_masculine(name: &str) -> String {
    match name
        .strip_suffix("ska")
        .map(|stem| (stem, "ski"))
        .or_else(|| name.strip_suffix("cka").map(|stem| (stem, "cki")))
    {
        Some((stem, ending)) => format!("{stem}{ending}"),
        None => name.to_owned(),
    }
}

/// An email address in a domain that nobody owns.
pub(super) fn email(first: &str, family: &str, born: Date, dice: &mut Dice) -> String {
    let plain = |text: &str| -> String {
        without_accents(text).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let (first, family) = (plain(first), plain(family));
    let initial: String = first.chars().take(1).collect();
    let domain =
        dice.pick(&["mail.example", "post.example", "inbox.example", "example.com", "example.org", "example.net"]);
    match dice.below(5) {
        0 => format!("{first}.{family}@{domain}"),
        1 => format!("{first}{family}{:02}@{domain}", born.year % 100),
        2 => format!("{initial}{family}{}@{domain}", dice.below(1000)),
        3 => format!("{first}_{family}{}@{domain}", dice.below(100)),
        _ => format!("{first}{}@{domain}", dice.below(100_000)),
    }
}
