//! One row against persons of whom it is settled who they are, such as those whom a node holds.

use super::block::{BlockKey, keys_of};
use super::comparison::Comparison;
use super::lexicon::Lexicon;
use super::model::MatchModel;
use super::particulars::Particulars;
use super::row::Row;
use super::score::{Outcome, Scored, score};
use std::cmp::Reverse;

/// A person whom a row fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The place of the person among those who were asked about.
    pub person: usize,
    /// The place of the member of theirs that the row fits best.
    pub member: usize,
    /// What follows, of all who were asked about: link for one person at most.
    pub outcome: Outcome,
    /// The row and that member, side by side. What follows from the two alone may be more than `outcome`.
    pub comparison: Comparison,
}

/// Members beyond this many are not asked whether they contradict the row.
const COMPARED: usize = 24;

/// A person's member that the row fits best.
struct Best {
    person: usize,
    member: usize,
    scored: Scored,
    contradicted: bool,
}

impl Best {
    fn links(&self) -> bool {
        self.scored.outcome == Outcome::Link && !self.contradicted
    }
}

/// Whom a row fits, of some persons, each given as what each of their local persons states: those who link first, then from
/// the highest score down, then in the order of the persons.
///
/// A person's members are compared with the row where they share a block with it, and the best one counts. One person at
/// most links, as a row is one person: none of whose members contradicts the row, and either the only one whose number
/// agrees, or, where no one's does, the one with the highest score when nobody else comes within the model's margin of it.
/// Everyone else is possible.
#[must_use]
pub fn fits(row: &Particulars, persons: &[Vec<Particulars>], model: &MatchModel) -> Vec<Fit> {
    let mut lexicon = Lexicon::default();
    let own = Row::new(row, &mut lexicon, model);
    let own_keys = sorted_keys(&own, &lexicon, model);
    let mut best: Vec<Best> = Vec::new();
    for (person, members) in persons.iter().enumerate() {
        let members: Vec<Row> = members.iter().map(|member| Row::new(member, &mut lexicon, model)).collect();
        let shares = |member: &Row| sorted_keys(member, &lexicon, model).iter().any(|key| own_keys.contains(key));
        let compared = members.iter().enumerate().filter(|(_, member)| shares(member));
        let scored = compared.map(|(place, member)| (place, score(&own, member, &lexicon, model)));
        let Some((member, scored)) =
            scored.max_by_key(|(place, scored)| (scored.outcome, scored.score, Reverse(*place)))
        else {
            continue;
        };
        if scored.outcome == Outcome::None {
            continue;
        }
        let contradicts = |member: &Row| {
            let found = score(&own, member, &lexicon, model);
            let bridged = scored.bridges() && found.number_equal();
            !bridged && found.all_guards(&own, member, model).contradict()
        };
        let contradicted = members.iter().take(COMPARED).any(contradicts);
        best.push(Best { person, member, scored, contradicted });
    }
    let linked = the_one(&best, model);
    let mut found: Vec<Fit> = best
        .iter()
        .map(|each| Fit {
            person: each.person,
            member: each.member,
            outcome: if linked == Some(each.person) { Outcome::Link } else { Outcome::Possible },
            comparison: Comparison::of(&each.scored),
        })
        .collect();
    found.sort_by_key(|fit| (Reverse(fit.outcome), Reverse(fit.comparison.score), fit.person));
    found
}

fn sorted_keys(row: &Row, lexicon: &Lexicon, model: &MatchModel) -> Vec<BlockKey> {
    let mut keys = Vec::new();
    keys_of(row, lexicon, model, &mut keys);
    keys
}

/// The person who links, if it is clear who.
fn the_one(best: &[Best], model: &MatchModel) -> Option<usize> {
    let mut numbered = best.iter().filter(|each| each.links() && each.scored.number_equal());
    if let Some(one) = numbered.next() {
        return numbered.next().is_none().then_some(one.person);
    }
    let heaviest = best.iter().filter(|each| each.links()).max_by_key(|each| each.scored.score)?;
    let near = heaviest.scored.score.saturating_sub(model.margin);
    let rivals =
        |each: &&Best| each.person != heaviest.person && each.scored.score >= near && !each.scored.guards.contradict();
    (!best.iter().any(|each| rivals(&each))).then_some(heaviest.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anne(given: &str, number: &str, born: &str, address: &str) -> Particulars {
        let mut stated = Particulars::new();
        stated.add_nhs_number(number, "01");
        stated.add_given_names(given);
        stated.add_family_name("Fetherstonhaugh");
        stated.add_birth_date(born);
        stated.add_gender("female");
        stated.add_address(address, "DT1 1XJ", "");
        stated
    }

    const HOME: &str = "17 High Street";

    fn told(row: &Particulars, persons: &[Vec<Particulars>]) -> Vec<(usize, usize, Outcome)> {
        let found = fits(row, persons, &MatchModel::english());
        found.iter().map(|fit| (fit.person, fit.member, fit.outcome)).collect()
    }

    #[test]
    fn the_best_member_of_the_one_person_links() {
        let row = anne("Clementine", "", "1944-03-05", HOME);
        let moved = anne("Clementine", "9990000018", "1944-03-05", "3 Church Lane");
        let person = vec![moved, anne("Clementine", "", "1944-03-05", HOME)];
        let nobody = vec![anne("Barnaby", "", "1990-10-10", "9 Sea View")];
        assert_eq!(told(&row, &[nobody.clone(), person]), [(1, 1, Outcome::Link)]);
        assert_eq!(told(&row, &[nobody, Vec::new()]), []);
    }

    #[test]
    fn a_row_that_fits_two_persons_links_with_neither_but_by_a_number_that_one_of_them_has() {
        let person = |number: &str| vec![anne("Clementine", number, "1944-03-05", HOME)];
        let persons = [person("9990000018"), person("9990000026")];
        let row = anne("Clementine", "", "1944-03-05", HOME);
        assert_eq!(told(&row, &persons), [(0, 0, Outcome::Possible), (1, 0, Outcome::Possible)]);
        let row = anne("Clementine", "9990000026", "1944-03-05", HOME);
        assert_eq!(told(&row, &persons), [(1, 0, Outcome::Link), (0, 0, Outcome::Possible)]);
        let confused = [person("9990000026"), person("9990000026")];
        assert_eq!(told(&row, &confused), [(0, 0, Outcome::Possible), (1, 0, Outcome::Possible)]);
    }

    #[test]
    fn whom_another_member_contradicts_is_possible_and_a_twin_is() {
        let row = anne("Clementine", "9990000034", "1944-03-05", HOME);
        let without = anne("Clementine", "", "1944-03-05", HOME);
        let other = anne("Clementine", "9990000018", "1944-03-05", HOME);
        assert_eq!(told(&row, &[vec![without.clone()]]), [(0, 0, Outcome::Link)]);
        assert_eq!(told(&row, &[vec![without.clone(), other]]), [(0, 0, Outcome::Possible)]);
        let twin = vec![anne("Dorothea", "", "1944-03-05", HOME)];
        assert_eq!(told(&row, std::slice::from_ref(&twin)), [(0, 0, Outcome::Possible)]);
        // A twin is no rival of the one whom the row fits.
        assert_eq!(told(&row, &[twin, vec![without]]), [(1, 0, Outcome::Link), (0, 0, Outcome::Possible)]);
    }
}
