# The rules of docs/consent.md that are asked of a look and of its sections, C01 to C42, in Rego; the same facts as in
# consent.cedarschema. `data` is the county, `input` the look.
package consent

import rego.v1

holds(window) if {
	window.from <= input.at
	input.at < window.until
}

organisation := data.organisations[input.organisation]

# The role as the policy has it: as written, else its last part.
role := data.roles[input.role]

role := data.roles[input.jobRole] if not data.roles[input.role]

person := data.people[input.person]

relationship := input.relationship

terms := data.terms[input.relationship.kind]

emergency if {
	input.breakGlass
	role_code in data.policy.breakGlass.roles
	input.purpose in data.policy.breakGlass.purposes
	data.policy.breakGlass.characters <= input.breakGlass.characters
	not break_glass_code_fails
}

role_code := input.role if data.roles[input.role]

role_code := input.jobRole if not data.roles[input.role]

break_glass_code_fails if {
	input.breakGlass.code
	not input.breakGlass.code in data.policy.breakGlass.codes
}

break_glass_code_fails if {
	data.policy.breakGlass.codeRequired
	not input.breakGlass.code
}

overridden(word) if {
	emergency
	word in data.policy.overrides
}

care := ["TREAT", "ETREAT", "CAREMGT", "PATADMIN", "PATRQT", "FAMRQT", "PWATRNY", "THREAT"]

secondary := ["HOPERAT", "PUBHLTH", "HRESCH"]

across_border if organisation.county != data.county

covering contains agreement if {
	some agreement in data.agreements[organisation.county]
	holds(agreement.window)
	input.purpose in agreement.purposes
}

fired contains "C01-user-unnamed" if input.user.characters == 0

fired contains "C02-organisation-unknown" if not organisation

fired contains "C03-organisation-not-open" if {
	organisation
	not holds(organisation.open)
}

fired contains "C04-organisation-not-assured" if organisation.status != "assured"

fired contains "C04-organisation-not-assured" if {
	organisation
	not holds(organisation.assured)
}

fired contains "C04-organisation-not-assured" if {
	some kind in data.asks[organisation.kind]
	not holds(organisation.evidence[kind])
	not holds(organisation.renewed[kind])
}

fired contains "C05-role-unknown" if not role

fired contains "C06-purpose-unknown" if {
	not input.purpose in care
	not input.purpose in secondary
}

fired contains "C07-purpose-secondary-use" if input.purpose in secondary

fired contains "C08-purpose-not-permitted" if {
	input.purpose in care
	not input.purpose in data.policy.purposes
}

fired contains "C09-agreement-missing" if {
	across_border
	count(covering) == 0
}

fired contains "C12-relationship-missing" if {
	not relationship
	not overridden("relationship")
}

fired contains "C13-relationship-unknown" if {
	not relationship.kind in [
		"registered-patient", "referral", "admission", "caseload", "workgroup",
		"colleague-granted", "self-claimed", "patient-permission", "person-themself", "proxy",
	]
	relationship
	not overridden("relationship")
}

fired contains "C14-relationship-not-for-role" if {
	relationship
	role
	not relationship.kind in role.relationships
	not overridden("relationship")
}

reason_missing if {
	relationship.kind == "self-claimed"
	relationship.reasonCharacters < data.policy.selfClaimCharacters
}

reason_missing if {
	terms
	relationship.code
	not relationship.code in terms.codes
}

reason_missing if {
	terms.codeRequired
	not relationship.code
}

fired contains "C15-relationship-reason-missing" if {
	reason_missing
	not overridden("relationship")
}

not_vouched if {
	relationship
	not relationship.assertedBy in ["system", "user", "colleague", "person"]
}

not_vouched if {
	terms
	not relationship.assertedBy in terms.assertedBy
}

fired contains "C17-relationship-not-vouched" if {
	not_vouched
	not overridden("relationship")
}

evidence_missing if {
	terms.evidence
	relationship.evidenceCharacters == 0
}

evidence_missing if {
	terms.evidence
	relationship.kind == "colleague-granted"
	relationship.evidenceKey == input.user.key
}

evidence_missing if {
	relationship.kind == "person-themself"
	not input.user.nhsNumber
}

evidence_missing if {
	relationship.kind == "proxy"
	relationship.evidenceCharacters == 0
}

evidence_missing if {
	relationship.kind == "proxy"
	not relationship.established
}

evidence_missing if {
	relationship.kind == "proxy"
	not relationship.authority in ["parental-responsibility", "attorney", "deputy"]
}

fired contains "C18-relationship-evidence-missing" if {
	evidence_missing
	not overridden("relationship")
}

expired if input.at < relationship.established

expired if relationship.ends <= input.at

expired if relationship.established + terms.expires <= input.at

expired if {
	terms.expires
	not relationship.established
}

fired contains "C19-relationship-expired" if {
	expired
	not overridden("relationship")
}

fired contains "C20-person-not-found" if not person

fired contains "C21-do-not-hold" if "do-not-hold" in input.dissents.modes

fired contains "C22-opt-out" if {
	"hide" in input.dissents.modes
	not "do-not-hold" in input.dissents.modes
	not overridden("opt-out")
}

fired contains "C23-not-understood" if {
	input.notUnderstood
	not overridden("not-understood")
}

fired contains "C24-person-never-shown" if {
	some label in person.labels
	label != "restricted"
}

fired contains "C25-person-restricted" if {
	"restricted" in person.labels
	data.policy.restrictedView != "reduced"
	not overridden("restricted-person")
}

fired contains "C26-organisation-dissent" if {
	some code in input.dissents.organisations
	code in organisation.answersTo
	not overridden("organisation-dissent")
}

fired contains "C27-organisation-kind-dissent" if {
	organisation.kind in input.dissents.kinds
	not overridden("organisation-dissent")
}

fired contains "C28-purpose-dissent" if {
	input.purpose in input.dissents.purposes
	not overridden("purpose-dissent")
}

fired contains "C29-user-dissent" if {
	input.user.key in input.dissents.users
	not overridden("user-dissent")
}

fired contains "C30-team-dissent" if {
	some team in input.user.teams
	team in input.dissents.teams
	not overridden("user-dissent")
}

own_number if input.user.nhsNumber == person.nhsNumber

fired contains "C31-not-the-person" if {
	relationship.kind == "person-themself"
	not own_number
}

fired contains "C32-proxy-dissent" if {
	relationship.kind == "proxy"
	relationship.authority in input.dissents.proxies
}

own_record if own_number

own_record if {
	input.connection
	not input.connection in ["relative", "colleague"]
}

themself if relationship.kind == "person-themself"

fired contains "C33-own-record" if {
	own_record
	not themself
	data.policy.connections.own == "deny"
	not overridden("connection")
}

fired contains "C34-relative" if {
	input.connection
	not input.connection in ["self", "colleague"]
	data.policy.connections.relative == "deny"
	not overridden("connection")
}

fired contains "C35-colleague" if {
	input.connection
	not input.connection in ["self", "relative"]
	data.policy.connections.colleague == "deny"
	not overridden("connection")
}

long_dead if not person.diedAt

long_dead if person.diedAt + data.policy.deceased.after <= input.at

fired contains "C36-deceased" if {
	person.died
	data.policy.deceased
	not input.purpose in data.policy.deceased.purposes
	long_dead
	not overridden("deceased")
}

fired contains "C37-permission-refused" if {
	input.permission != "given"
	not overridden("permission")
}

exempt if relationship.kind in data.policy.permission.exempt

covered if count(input.consents.modes) > 0

covered if {
	some code in input.consents.organisations
	code in organisation.answersTo
}

covered if organisation.kind in input.consents.kinds

covered if input.purpose in input.consents.purposes

covered if input.user.key in input.consents.users

covered if {
	some team in input.user.teams
	team in input.consents.teams
}

fired contains "C38-permission-missing" if {
	data.policy.permission.required
	not exempt
	not input.permission
	not covered
	not overridden("permission")
}

sections := [
	"demographics", "alerts", "about-me", "problems", "allergies", "medications", "investigations",
	"related-people", "care-providers", "documents", "encounters", "procedures", "immunisations", "social-care",
]

shown_to_role(section) if section in role.sections

shown_to_role(section) if section in role.coded

shown_to_role(section) if section in role.existence

# C39 to C42.
withheld(section) if {
	across_border
	not section_crosses(section)
}

withheld(section) if not shown_to_role(section)

withheld(section) if {
	section in input.dissents.sections
	not overridden("section-dissent")
}

withheld(section) if {
	section in ["documents", "social-care"]
	"restricted" in person.labels
}

section_crosses(section) if {
	some agreement in covering
	section in agreement.sections
}

open contains section if {
	count(fired) == 0
	some section in sections
	not withheld(section)
}

answer := {"fired": fired, "open": open}
