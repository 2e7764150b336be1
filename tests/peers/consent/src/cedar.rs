//! The rules in Cedar: `policies/*.cedar`, over a store of the county's organisations, roles and people.

use crate::answer::{Answer, Engine, firing};
use crate::context::{context, person};
use crate::county::County;
use crate::directives::Directives;
use crate::entities::{entities, uid};
use crate::facts::Facts;
use crate::look::Look;
use crate::request::Case;
use crate::words::SECTIONS;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicyId, PolicySet, Request, Response, Schema,
    ValidationMode, Validator,
};
use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../policies/consent.cedarschema");
const POLICIES: [&str; 3] = [
    include_str!("../policies/requester.cedar"),
    include_str!("../policies/person.cedar"),
    include_str!("../policies/sections.cedar"),
];

/// The policies and the store of one county.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    schema: Schema,
    entities: Entities,
    directives: Vec<Directives>,
    user: EntityUid,
    actions: [EntityUid; 3],
    sections: Vec<(&'static str, EntityUid)>,
}

/// The requests of one case, ready to be asked.
pub struct Prepared {
    /// Whether the emergency is accepted; absent where none is declared.
    pub break_glass: Option<Request>,
    /// The look, without and with an accepted emergency.
    pub look: [Request; 2],
    /// Each section, without and with an accepted emergency.
    pub see: [Vec<(&'static str, Request)>; 2],
}

impl Cedar {
    /// The policies, and so many that never fire as make `padded_to` of them; the store of a county.
    pub fn new(county: &County, padded_to: usize) -> Self {
        let facts = Facts::new(county);
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).expect("a schema");
        let policies = policies(padded_to);
        let validation = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        assert!(validation.validation_passed_without_warnings(), "{validation}");
        let entities = Entities::from_entities(entities(&facts), Some(&schema)).expect("a store");
        Self {
            authorizer: Authorizer::new(),
            policies,
            entities,
            directives: county.people.iter().map(|record| Directives::new(&county.policy, record)).collect(),
            user: uid("User", "the user"),
            actions: ["break-glass", "look", "see"].map(|action| uid("Action", action)),
            sections: SECTIONS.into_iter().map(|section| (section, uid("Section", section))).collect(),
            schema,
        }
    }

    /// How many policies there are, and how many entities are in the store.
    pub fn size(&self) -> (usize, usize) {
        (self.policies.policies().count(), self.entities.len())
    }

    fn request(&self, action: usize, resource: EntityUid, context: &Context, checked: bool) -> Request {
        let schema = checked.then_some(&self.schema);
        let (user, action) = (self.user.clone(), self.actions[action].clone());
        Request::new(user, action, resource, context.clone(), schema).expect("a request of the schema")
    }

    /// Makes every request of a case ready, and checks them against the schema.
    pub fn prepare(&self, case: &Case) -> Prepared {
        let facts = Look::new(case, &self.directives);
        let contexts = [false, true].map(|emergency| context(&facts, emergency));
        let person = person(case.person);
        let see = |context: &Context| {
            let sections = self.sections.iter();
            sections.map(|(name, section)| (*name, self.request(2, section.clone(), context, true))).collect()
        };
        let declared = case.request.get("break_glass").is_some();
        Prepared {
            break_glass: declared.then(|| self.request(0, person.clone(), &contexts[0], true)),
            look: [0, 1].map(|emergency: usize| self.request(1, person.clone(), &contexts[emergency], true)),
            see: [see(&contexts[0]), see(&contexts[1])],
        }
    }

    /// Whether the look is permitted, by which rules not, and whether there is an emergency.
    pub fn look(&self, prepared: &Prepared) -> (Answer, usize) {
        let emergency = usize::from(prepared.break_glass.as_ref().is_some_and(|request| self.permits(request)));
        (self.answer(&self.ask(&prepared.look[emergency])), emergency)
    }

    /// The same with the open sections.
    pub fn look_and_see(&self, prepared: &Prepared) -> Answer {
        let (mut answer, emergency) = self.look(prepared);
        if answer.permitted {
            let open = prepared.see[emergency].iter().filter(|(_, request)| self.permits(request));
            answer.open = open.map(|(section, _)| *section).collect();
        }
        answer
    }

    fn ask(&self, request: &Request) -> Response {
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        // A policy that fails is left out, a prohibition too: none may.
        if let Some(error) = response.diagnostics().errors().next() {
            panic!("{error}");
        }
        response
    }

    fn permits(&self, request: &Request) -> bool {
        self.ask(request).decision() == Decision::Allow
    }

    fn answer(&self, response: &Response) -> Answer {
        if response.decision() == Decision::Allow {
            return Answer { permitted: true, ..Answer::default() };
        }
        let reasons: Vec<&str> = response.diagnostics().reason().map(AsRef::as_ref).collect();
        let denied_by = firing(|rule| reasons.contains(&rule));
        assert!(!denied_by.is_empty(), "a look that no rule denies is permitted");
        Answer { permitted: false, denied_by, open: BTreeSet::new() }
    }
}

impl Engine for Cedar {
    fn name(&self) -> &'static str {
        "cedar"
    }

    fn decide(&self, case: &Case) -> Answer {
        let person = person(case.person);
        let facts = Look::new(case, &self.directives);
        let context_of = |emergency| context(&facts, emergency);
        let mut context = context_of(false);
        if facts.break_glass.is_some() && self.permits(&self.request(0, person.clone(), &context, false)) {
            context = context_of(true);
        }
        let mut answer = self.answer(&self.ask(&self.request(1, person, &context, false)));
        if answer.permitted {
            let open = |section: &EntityUid| self.permits(&self.request(2, section.clone(), &context, false));
            answer.open = self.sections.iter().filter(|(_, section)| open(section)).map(|(name, _)| *name).collect();
        }
        answer
    }
}

/// Every policy under the name of its rule.
fn policies(padded_to: usize) -> PolicySet {
    let mut all = PolicySet::new();
    for text in POLICIES {
        let set: PolicySet = text.parse().expect("policies");
        for policy in set.policies() {
            let rule = policy.annotation("id").expect("every policy has the name of its rule");
            all.add(policy.new_id(PolicyId::new(rule))).expect("a rule is one policy");
        }
    }
    for number in all.policies().count()..padded_to {
        let text = format!(
            "forbid (principal, action == Action::\"look\", resource)
             when {{ context.dissents.purposes.contains(\"none {number}\") }}
             unless {{ context.emergency && Policy::\"in force\".overrides.contains(\"none\") }};"
        );
        all.add(Policy::parse(Some(PolicyId::new(format!("none {number}"))), text).expect("a policy")).expect("once");
    }
    all
}
