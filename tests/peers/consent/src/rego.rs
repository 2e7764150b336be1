//! The rules in Rego: `policies/consent.rego`, compiled for regorus' virtual machine over the county as data.

use crate::answer::{Answer, Engine, firing};
use crate::county::County;
use crate::directives::Directives;
use crate::facts::Facts;
use crate::look::Look;
use crate::request::Case;
use crate::words::SECTIONS;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Rc, Value};
use std::cell::RefCell;

const POLICY: &str = include_str!("../policies/consent.rego");
/// The rules that fire, and these with the open sections.
const FIRED: &str = "data.consent.fired";
const ANSWER: &str = "data.consent.answer";

/// The compiled policy with one county as its data.
pub struct Rego {
    machine: RefCell<RegoVM>,
    directives: Vec<Directives>,
}

impl Rego {
    /// Compiles the policy and loads a county.
    pub fn new(county: &County) -> Self {
        let data = serde_json::to_string(&Facts::new(county)).expect("facts");
        let mut engine = regorus::Engine::new();
        engine.add_policy("consent.rego".to_owned(), POLICY.to_owned()).expect("a policy");
        let entry: Rc<str> = ANSWER.into();
        let compiled = engine.compile_with_entrypoint(&entry).expect("a policy that compiles");
        let program = Compiler::compile_from_policy(&compiled, &[ANSWER, FIRED]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_data(Value::from_json_str(&data).expect("data")).expect("data");
        Self {
            machine: RefCell::new(machine),
            directives: county.people.iter().map(|record| Directives::new(&county.policy, record)).collect(),
        }
    }

    /// Makes the input of a case ready.
    pub fn prepare(&self, case: &Case) -> Value {
        let look = serde_json::to_string(&Look::new(case, &self.directives)).expect("a look");
        Value::from_json_str(&look).expect("an input")
    }

    /// The rules that fire.
    pub fn look(&self, input: &Value) -> Value {
        self.ask(FIRED, input)
    }

    /// The rules that fire, and the open sections.
    pub fn look_and_see(&self, input: &Value) -> Value {
        self.ask(ANSWER, input)
    }

    fn ask(&self, entry: &str, input: &Value) -> Value {
        let mut machine = self.machine.borrow_mut();
        machine.set_input(input.clone());
        machine.execute_entry_point_by_name(entry).expect("an answer")
    }
}

impl Engine for Rego {
    fn name(&self) -> &'static str {
        "rego"
    }

    fn decide(&self, case: &Case) -> Answer {
        let answer = self.look_and_see(&self.prepare(case));
        let has = |set: &str, word: &str| {
            let set = answer[set].as_set().expect("a set");
            set.contains(&Value::from(word))
        };
        let denied_by = firing(|rule| has("fired", rule));
        let open = SECTIONS.into_iter().filter(|section| has("open", section)).collect();
        Answer { permitted: denied_by.is_empty(), denied_by, open }
    }
}
