//! A role with less sees less.

use crate::cases;
use crate::made::{case, no_more, plan};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// The policy with a section taken out of every detail of a role, and then put into one of them.
fn moved(policy: &Value, role: usize, section: &str, to: Option<&str>) -> Value {
    let mut policy = policy.clone();
    let role = &mut policy["roles"][role];
    for detail in ["sections", "coded", "existence"] {
        if let Some(list) = role.get_mut(detail).and_then(Value::as_array_mut) {
            list.retain(|word| word != section);
        }
    }
    if let Some(to) = to {
        if role.get(to).is_none() {
            role[to] = json!([]);
        }
        role[to].as_array_mut().unwrap().push(json!(section));
    }
    policy
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn less_detail_reveals_less(
        case in case(),
        role in any::<Index>(),
        section in select(vec!["problems", "medications", "investigations", "documents", "encounters", "social-care"]),
    ) {
        let role = role.index(case.policy["roles"].as_array().unwrap().len());
        let code = case.policy["roles"][role]["code"].as_str().unwrap().to_owned();
        let case = case.with(|case| case.request.role = code);
        let told = |to| case.told(&plan(&moved(&case.policy, role, section, to)));
        let (full, coded, existence, none) =
            (told(Some("sections")), told(Some("coded")), told(Some("existence")), told(None));
        no_more(&coded, &full)?;
        no_more(&existence, &coded)?;
        no_more(&none, &existence)?;
    }

    #[test]
    fn a_role_with_a_label_or_a_tie_less_sees_no_more(case in case(), place in any::<Index>()) {
        let whole = case.told(&case.plan());
        for list in ["labels", "relationships"] {
            let mut policy = case.policy.clone();
            for role in policy["roles"].as_array_mut().unwrap() {
                let words = role[list].as_array_mut().unwrap();
                // A role without a tie is no role.
                if words.len() > 1 || (list == "labels" && !words.is_empty()) {
                    words.remove(place.index(words.len()));
                }
            }
            no_more(&case.told(&plan(&policy)), &whole)?;
        }
    }

    /// A policy that asks for more, keeps less, or lets go on less after death, shows no more.
    #[test]
    fn a_stricter_word_of_the_policy_reveals_nothing(case in case()) {
        let whole = case.told(&case.plan());
        let stricter: [fn(&mut Value); 5] = [
            |policy| policy["permission_to_view"] = json!({ "required": true, "exempt": [] }),
            |policy| policy["restricted_person"] = json!({ "view": "denied", "keeps": [] }),
            |policy| policy["deceased"] = json!({ "purposes": [], "after_days": 0 }),
            |policy| policy["connections"] = json!({ "self": "deny", "relative": "deny", "colleague": "deny" }),
            |policy| policy["one_visit_hours"] = json!(1),
        ];
        for change in stricter {
            let mut policy = case.policy.clone();
            change(&mut policy);
            if policy["permission_to_view"]["required"] == json!(true) && policy["one_visit_hours"] == json!(1) {
                // Fewer consents for one visit are fewer permissions and fewer dissents undone alike.
                no_more(&case.told(&plan(&policy)), &whole)?;
            }
            no_more(&case.told(&plan(&policy)), &whole)?;
        }
    }
}
