/* Consent through the C interface: plans, requests, persons and verdicts without a node, and a node's rules and directives.
 * Ends with the line "N passed, N failed". */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define NUMBER "9990000018"
#define AT "2026-11-22T12:00:00.000Z"
#define ASKS(organisation, more)                                                                          \
  "{\"user\": {\"id\": \"1\"}, \"organisation\": \"" organisation "\", \"role\": \"R8000\", \"purpose\": " \
  "\"TREAT\"," more " \"at\": \"" AT "\"}"
#define REFERRED " \"relationship\": {\"kind\": \"referral\"},"

static const char REQUEST[] = ASKS("RBD", REFERRED);
static const char STRANGER[] = ASKS("NOWHERE", REFERRED);
static const char EMERGENCY[] = ASKS("RBD", " \"break_glass\": {\"reason\": \"Unconscious in the emergency department\"},");

#define OPT_OUT                                                                                             \
  "{\"effect\": \"dissent\", \"scope\": {\"shared-record\": \"hide\"}, \"authority\": \"person\", \"made\": " \
  "\"2026-01-01T00:00:00Z\"}"
#define RECORD(directives)                                                                                    \
  "{\"demographics\": [{\"source\": [\"RBD\", \"PAS\", \"d1\"], \"labels\": []}], \"directives\": [" directives "]," \
  " \"lines\": [{\"section\": \"problems\", \"statements\": [{\"source\": [\"RBD\", \"PAS\", \"p1\"], \"labels\": []}]}," \
  " {\"section\": \"problems\", \"statements\": [{\"source\": [\"RBD\", \"PAS\", \"p2\"], \"labels\": [\"assisted-conception\"]}]}]}"

static const char OPEN[] = RECORD("");
static const char OPTED_OUT[] = RECORD(OPT_OUT);
static const char UNTIL_CHRISTMAS[] =
    RECORD("{\"effect\": \"dissent\", \"scope\": {\"section\": \"medications\"}, \"authority\": \"person\","
           " \"made\": \"2026-01-01T00:00:00Z\", \"ends\": \"2026-12-25T00:00:00Z\"}");

/* One role, one purpose, one relationship. */
static const char SMALL_POLICY[] =
    "{\"format\": 1, \"name\": \"Small\", \"version\": 1, \"purposes\": [\"TREAT\"], \"self_claim_reason_characters\": 8,"
    " \"roles\": [{\"code\": \"R8000\", \"name\": \"Doctor\", \"sections\": [\"demographics\"], \"coded\": [\"problems\"],"
    " \"existence\": [\"documents\"], \"relationships\": [\"admission\", \"referral\"], \"labels\": []}],"
    " \"break_glass\": {\"roles\": [], \"purposes\": [], \"reason_characters\": 10, \"overrides\": [], \"never_opens\": []}}";

static uint8_t MARK[1];
static dcr_plan *plan, *small;
static dcr_request *request, *stranger, *emergency;
static dcr_person *person, *opted_out;

/* The bit of a word, by its name; 0 for a word that there is none of. */
static uint64_t bit(const char *(*name)(uint32_t), const char *word) {
  for (uint32_t place = 0; name(place) != NULL; place++) {
    if (strcmp(name(place), word) == 0) {
      return (uint64_t)1 << place;
    }
  }
  return 0;
}

#define RULE(word) bit(dcr_rule_name, word)
#define SECTION(word) bit(dcr_section_name, word)

static dcr_verdict decide(const dcr_plan *by, const dcr_request *asked, const dcr_person *about) {
  dcr_verdict verdict;
  memset(&verdict, 0xff, sizeof verdict);
  CHECK(dcr_plan_decide(by, asked, about, &verdict, NULL) == DCR_OK);
  CHECK(verdict.reserved == 0);
  return verdict;
}

static void everything_is_read(void) {
  CHECK(dcr_plan_new(ABSENT, ABSENT, &plan, NULL) == DCR_OK && plan != NULL);
  CHECK(dcr_plan_new(TEXT(SMALL_POLICY), ABSENT, &small, NULL) == DCR_OK && small != NULL);
  CHECK(dcr_request_new(TEXT(REQUEST), &request, NULL) == DCR_OK);
  CHECK(dcr_request_new(TEXT(STRANGER), &stranger, NULL) == DCR_OK);
  CHECK(dcr_request_new(TEXT(EMERGENCY), &emergency, NULL) == DCR_OK);
  CHECK(dcr_person_new(TEXT(OPEN), &person, NULL) == DCR_OK);
  CHECK(dcr_person_new(TEXT(OPTED_OUT), &opted_out, NULL) == DCR_OK);
}

static void bits_have_names(void) {
  CHECK(strcmp(dcr_rule_name(0), "C01-user-unnamed") == 0);
  CHECK(strcmp(dcr_section_name(0), "demographics") == 0);
  CHECK(strcmp(dcr_section_name(13), "social-care") == 0 && dcr_section_name(14) == NULL);
  CHECK(strcmp(dcr_obligation_name(0), "alert-privacy-officer") == 0 && dcr_obligation_name(3) == NULL);
  CHECK(strcmp(dcr_override_name(0), "relationship") == 0);
  CHECK(RULE("C52-existence-only") != 0 && RULE("C22-opt-out") != 0 && RULE("C99") == 0);
  CHECK(dcr_rule_name(64) == NULL && dcr_rule_name(UINT32_MAX) == NULL && dcr_override_name(UINT32_MAX) == NULL);
}

static void a_verdict_tells_what_is_open_and_why(void) {
  dcr_verdict verdict = decide(plan, request, person);
  CHECK(verdict.outcome == DCR_PERMIT && verdict.refusal == DCR_REFUSAL_NONE);
  CHECK(verdict.permits == RULE("C16-relationship") && verdict.denies == 0);
  CHECK(verdict.full == 0x3fff && verdict.coded == 0 && verdict.existence == 0);
  CHECK(verdict.obligations == 0 && verdict.overrides == 0 && verdict.flags == 0);

  verdict = decide(small, request, person);
  CHECK(verdict.outcome == DCR_PERMIT);
  CHECK(verdict.full == SECTION("demographics") && verdict.coded == SECTION("problems"));
  CHECK(verdict.existence == SECTION("documents"));
  CHECK(verdict.withholds == RULE("C40-section-not-for-role"));

  verdict = decide(plan, request, opted_out);
  CHECK(verdict.outcome == DCR_DENY && verdict.refusal == DCR_REFUSAL_NOT_AVAILABLE);
  CHECK(verdict.denies == RULE("C22-opt-out") && verdict.permits == RULE("C16-relationship"));
  CHECK(verdict.full == 0 && verdict.coded == 0 && verdict.existence == 0);

  verdict = decide(plan, stranger, person);
  CHECK(verdict.outcome == DCR_DENY && verdict.refusal == DCR_REFUSAL_NOT_PERMITTED);
  CHECK(verdict.denies == RULE("C02-organisation-unknown"));

  verdict = decide(plan, request, NULL);
  CHECK(verdict.outcome == DCR_DENY && verdict.refusal == DCR_REFUSAL_NOT_AVAILABLE);
  CHECK(verdict.denies == RULE("C20-person-not-found"));

  verdict = decide(plan, emergency, opted_out);
  CHECK(verdict.outcome == DCR_PERMIT && (verdict.permits & RULE("C11-break-glass")) != 0);
  CHECK((verdict.overridden & RULE("C22-opt-out")) != 0);
  CHECK(verdict.overrides == (bit(dcr_override_name, "relationship") | bit(dcr_override_name, "opt-out")));
  CHECK((verdict.obligations & bit(dcr_obligation_name, "tell-person")) != 0);
  CHECK((verdict.obligations & bit(dcr_obligation_name, "record-reason")) != 0);
}

static void a_verdict_tells_until_when_it_holds(void) {
  dcr_person *until = NULL;
  CHECK(dcr_person_new(TEXT(UNTIL_CHRISTMAS), &until, NULL) == DCR_OK);
  dcr_verdict before = decide(small, request, person), verdict = decide(small, request, until);
  CHECK(verdict.valid_until == INT64_C(1798156800000)); /* 2026-12-25T00:00:00Z */
  CHECK(before.valid_until > verdict.valid_until);
  dcr_person_free(until);
}

static void a_decision_is_told_whole_and_in_words(void) {
  dcr_bytes told = {0};
  CHECK(dcr_plan_decide_record(plan, request, person, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"outcome\":\"permit\""));
  CHECK(contains(&told, "\"shown\":[\"RBD/PAS/d1\",\"RBD/PAS/p1\"]") && contains(&told, "\"unsourced\":[]"));
  dcr_bytes_free(&told);
  CHECK(dcr_plan_decide_record(plan, request, NULL, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "C20-person-not-found"));
  dcr_bytes_free(&told);

  CHECK(dcr_plan_explain(plan, request, opted_out, DCR_FOR_ACCOUNT, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "Refused: the person opted out of the shared record (C22-opt-out)."));
  dcr_bytes_free(&told);
  CHECK(dcr_plan_explain(plan, request, opted_out, DCR_FOR_REQUESTER, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "[\"There is no record here that you may look at.\"]") && told.len == 49);
  dcr_bytes_free(&told);
  /* Whatever is not said to be for the account is told as to a requester. */
  CHECK(dcr_plan_explain(plan, request, opted_out, 7, &told, NULL) == DCR_OK);
  CHECK(!contains(&told, "C22"));
  dcr_bytes_free(&told);
  CHECK(dcr_plan_explain(plan, stranger, NULL, DCR_FOR_REQUESTER, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "Your organisation is not in the register. (C02-organisation-unknown)"));
  dcr_bytes_free(&told);

  CHECK(dcr_plan_what_if(plan, small, request, person, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"before\":\"permit\"") && contains(&told, "[\"C51-coded-only\",\"reduces\"]"));
  dcr_bytes_free(&told);
  CHECK(dcr_plan_what_if(plan, plan, request, person, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "{\"after\":\"permit\",\"before\":\"permit\"}") && told.len == 36);
  dcr_bytes_free(&told);

  CHECK(dcr_plan_admission(plan, TEXT("RBD"), TEXT(AT), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"state\":\"admitted\"") && contains(&told, "it may look, and what it sends is taken."));
  dcr_bytes_free(&told);
  CHECK(dcr_plan_admission(plan, TEXT("HOSP01"), TEXT(AT), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"state\":\"not-admitted\"") && contains(&told, "The organisation is not admitted."));
  dcr_bytes_free(&told);
}

static void what_cannot_be_read_is_refused_and_writes_nothing(void) {
  dcr_plan *made = (dcr_plan *)plan; /* a mark that must stay */
  dcr_request *asked = request;
  dcr_person *about = person;
  dcr_bytes out = {MARK, 99};
  FAILS(dcr_plan_new(TEXT("{"), ABSENT, &made, &error), DCR_ERROR_RULES, "policy.unreadable");
  FAILS(dcr_plan_new(TEXT("{\"format\": 2}"), ABSENT, &made, &error), DCR_ERROR_RULES, "policy.unreadable");
  FAILS(dcr_plan_new(ABSENT, TEXT("[]"), &made, &error), DCR_ERROR_RULES, "register.unreadable");
  FAILS(dcr_plan_new(TEXT("\xc3\x28"), ABSENT, &made, &error), DCR_ERROR_UTF8, "ffi.utf8");
  FAILS(dcr_request_new(TEXT("{\"user\": "), &asked, &error), DCR_ERROR_RULES, "request.unreadable");
  FAILS(dcr_request_new(ABSENT, &asked, &error), DCR_ERROR_RULES, "request.unreadable");
  FAILS(dcr_person_new(TEXT("{\"demographics\": 1}"), &about, &error), DCR_ERROR_INPUT, "consent-record.unreadable");
  FAILS(dcr_person_new(TEXT("\xff"), &about, &error), DCR_ERROR_UTF8, "ffi.utf8");
  FAILS(dcr_plan_admission(plan, TEXT("NOWHERE"), TEXT(AT), &out, &error), DCR_ERROR_RULES,
        "node.register.organisation-unknown");
  FAILS(dcr_plan_admission(plan, TEXT("RBD"), TEXT("today"), &out, &error), DCR_ERROR_INPUT, "time.format");
  CHECK(made == plan && asked == request && about == person && out.data == MARK && out.len == 99);
}

static void null_is_refused_without_a_node(void) {
  const char *null = "ffi.null-pointer";
  dcr_plan *made = NULL;
  dcr_request *asked = NULL;
  dcr_person *about = NULL;
  dcr_verdict verdict;
  dcr_bytes out = {0};
#define REFUSED(call) FAILS(call, DCR_ERROR_NULL_POINTER, null)
  REFUSED(dcr_plan_new(NULL, 3, ABSENT, &made, &error));
  REFUSED(dcr_plan_new(ABSENT, NULL, 3, &made, &error));
  REFUSED(dcr_plan_new(ABSENT, ABSENT, NULL, &error));
  REFUSED(dcr_request_new(NULL, 3, &asked, &error));
  REFUSED(dcr_request_new(TEXT(REQUEST), NULL, &error));
  REFUSED(dcr_person_new(NULL, 3, &about, &error));
  REFUSED(dcr_person_new(TEXT(OPEN), NULL, &error));
  REFUSED(dcr_plan_decide(NULL, request, person, &verdict, &error));
  REFUSED(dcr_plan_decide(plan, NULL, person, &verdict, &error));
  REFUSED(dcr_plan_decide(plan, request, person, NULL, &error));
  REFUSED(dcr_plan_decide_record(NULL, request, person, &out, &error));
  REFUSED(dcr_plan_decide_record(plan, NULL, person, &out, &error));
  REFUSED(dcr_plan_decide_record(plan, request, person, NULL, &error));
  REFUSED(dcr_plan_explain(NULL, request, person, DCR_FOR_ACCOUNT, &out, &error));
  REFUSED(dcr_plan_explain(plan, NULL, person, DCR_FOR_ACCOUNT, &out, &error));
  REFUSED(dcr_plan_explain(plan, request, person, DCR_FOR_ACCOUNT, NULL, &error));
  REFUSED(dcr_plan_what_if(NULL, small, request, person, &out, &error));
  REFUSED(dcr_plan_what_if(plan, NULL, request, person, &out, &error));
  REFUSED(dcr_plan_what_if(plan, small, NULL, person, &out, &error));
  REFUSED(dcr_plan_what_if(plan, small, request, NULL, &out, &error));
  REFUSED(dcr_plan_what_if(plan, small, request, person, NULL, &error));
  REFUSED(dcr_plan_admission(NULL, TEXT("RBD"), TEXT(AT), &out, &error));
  REFUSED(dcr_plan_admission(plan, NULL, 3, TEXT(AT), &out, &error));
  REFUSED(dcr_plan_admission(plan, TEXT("RBD"), NULL, 3, &out, &error));
  REFUSED(dcr_plan_admission(plan, TEXT("RBD"), TEXT(AT), NULL, &error));
  CHECK(dcr_plan_decide(NULL, NULL, NULL, NULL, NULL) == DCR_ERROR_NULL_POINTER);
  CHECK(made == NULL && asked == NULL && about == NULL && out.data == NULL);
  dcr_plan_free(NULL);
  dcr_request_free(NULL);
  dcr_person_free(NULL);
}

enum { ROUNDS = 2000 };

static void *decides(void *wrong) {
  for (int round = 0; round < ROUNDS; round++) {
    dcr_verdict open, closed;
    if (dcr_plan_decide(plan, request, person, &open, NULL) != DCR_OK || open.outcome != DCR_PERMIT ||
        dcr_plan_decide(plan, request, opted_out, &closed, NULL) != DCR_OK || closed.outcome != DCR_DENY) {
      return wrong;
    }
  }
  return NULL;
}

static void two_threads_decide_by_one_plan(void) {
  pthread_t first, second;
  void *wrong = NULL;
  CHECK(pthread_create(&first, NULL, decides, "wrong") == 0);
  CHECK(pthread_create(&second, NULL, decides, "wrong") == 0);
  CHECK(pthread_join(first, &wrong) == 0 && wrong == NULL);
  CHECK(pthread_join(second, &wrong) == 0 && wrong == NULL);
}

static char folder[1024];

static void remove_folder(void) {
  DIR *listing = opendir(folder);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (entry->d_name[0] != '.') {
      unlink(path);
    }
  }
  if (listing) {
    closedir(listing);
  }
  rmdir(folder);
}

static void null_is_refused_by_a_node(const dcr_node *node) {
  const char *null = "ffi.null-pointer";
  dcr_bytes out = {0};
  REFUSED(dcr_node_set_policy(NULL, TEXT(SMALL_POLICY), ABSENT, TEXT(REQUEST), &error));
  REFUSED(dcr_node_set_policy(node, NULL, 3, ABSENT, TEXT(REQUEST), &error));
  REFUSED(dcr_node_set_policy(node, TEXT(SMALL_POLICY), NULL, 3, TEXT(REQUEST), &error));
  REFUSED(dcr_node_set_policy(node, TEXT(SMALL_POLICY), ABSENT, NULL, 3, &error));
  REFUSED(dcr_node_set_register(NULL, TEXT("{}"), TEXT(REQUEST), &error));
  REFUSED(dcr_node_set_register(node, NULL, 3, TEXT(REQUEST), &error));
  REFUSED(dcr_node_set_register(node, TEXT("{}"), NULL, 3, &error));
  REFUSED(dcr_node_admission(NULL, TEXT("RBD"), TEXT(AT), &out, &error));
  REFUSED(dcr_node_admission(node, NULL, 3, TEXT(AT), &out, &error));
  REFUSED(dcr_node_admission(node, TEXT("RBD"), NULL, 3, &out, &error));
  REFUSED(dcr_node_admission(node, TEXT("RBD"), TEXT(AT), NULL, &error));
  REFUSED(dcr_node_record_directive(NULL, TEXT("{}"), NULL, &error));
  REFUSED(dcr_node_record_directive(node, NULL, 3, NULL, &error));
  REFUSED(dcr_node_erase_due(NULL, ABSENT, &out, &error));
  REFUSED(dcr_node_erase_due(node, NULL, 3, &out, &error));
  REFUSED(dcr_node_what_if(NULL, TEXT("{}"), &out, &error));
  REFUSED(dcr_node_what_if(node, NULL, 3, &out, &error));
  REFUSED(dcr_node_what_if(node, TEXT("{}"), NULL, &error));
  REFUSED(dcr_node_directives(NULL, TEXT(REQUEST), TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_directives(node, NULL, 3, TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_directives(node, TEXT(REQUEST), NULL, 3, &out, &error));
  REFUSED(dcr_node_directives(node, TEXT(REQUEST), TEXT(NUMBER), NULL, &error));
  REFUSED(dcr_node_consent_fhir(NULL, TEXT(REQUEST), TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_consent_fhir(node, NULL, 3, TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_consent_fhir(node, TEXT(REQUEST), NULL, 3, &out, &error));
  REFUSED(dcr_node_consent_fhir(node, TEXT(REQUEST), TEXT(NUMBER), NULL, &error));
#undef REFUSED
}

static const char ADMISSION[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|1|P|2.4\r"
    "EVN|A01|20260703085900\r"
    "PID|1||9990000018^^^NHS^NH~P1^^^RBD^PI||EXAMPLE^ANN^^^MRS||19400201|F\r"
    "PV1|1|I|WARD7^1^2|||||C1^CONSULTANT^A|||||||||||V1\r";

static void a_directive_is_recorded_and_told(const dcr_node *node) {
  char document[2048];
  dcr_bytes told = {0};
  CHECK(dcr_node_submit(node, BYTES(ADMISSION), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(AT), &told, NULL) == DCR_OK);
  dcr_bytes_free(&told);
  CHECK(dcr_node_directives(node, TEXT(REQUEST), TEXT(NUMBER), &told, NULL) == DCR_OK);
  CHECK(told.len == 2 && contains(&told, "[]"));
  dcr_bytes_free(&told);
  snprintf(document, sizeof document, "{\"nhs_number\": \"" NUMBER "\", \"directive\": %s, \"by\": %s}", OPT_OUT, REQUEST);
  CHECK(dcr_node_record_directive(node, TEXT(document), NULL, NULL) == DCR_OK);
  CHECK(dcr_node_directives(node, TEXT(REQUEST), TEXT(NUMBER), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"stands\":true") && contains(&told, "{\"shared-record\":\"hide\"}"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_consent_fhir(node, TEXT(REQUEST), TEXT(NUMBER), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"resourceType\":\"Consent\""));
  dcr_bytes_free(&told);
  snprintf(document, sizeof document, "{\"nhs_number\": \"" NUMBER "\", \"mode\": \"do-not-hold\", \"authority\": \"person\", \"by\": %s}",
           REQUEST);
  CHECK(dcr_node_opt_out(node, TEXT(document), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"local_persons\":1") && contains(&told, "\"complete\":true"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_erase_due(node, ABSENT, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"local_persons\":0"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_erase_due(node, TEXT(AT), NULL, NULL) == DCR_OK);
  FAILS(dcr_node_erase_due(node, TEXT("soon"), &told, &error), DCR_ERROR_INPUT, "time.format");
  FAILS(dcr_node_record_directive(node, TEXT("{}"), NULL, &error), DCR_ERROR_INPUT, "node.input.document");
  FAILS(dcr_node_directives(node, TEXT("{"), TEXT(NUMBER), &told, &error), DCR_ERROR_RULES, "request.unreadable");
  FAILS(dcr_node_directives(node, TEXT(REQUEST), TEXT("1"), &told, &error), DCR_ERROR_INPUT, "identifier.length");
}

static void the_rules_in_force_are_changed(const dcr_node *node) {
  dcr_bytes told = {0};
  CHECK(dcr_node_admission(node, TEXT("RBD"), TEXT(AT), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"state\":\"admitted\""));
  dcr_bytes_free(&told);
  FAILS(dcr_node_admission(node, TEXT("NOWHERE"), TEXT(AT), &told, &error), DCR_ERROR_RULES,
        "node.register.organisation-unknown");
  char document[4096];
  snprintf(document, sizeof document, "{\"policy\": %s, \"requests\": [%s], \"nhs_numbers\": [\"" NUMBER "\", \"9990000026\"], \"by\": %s}",
           SMALL_POLICY, REQUEST, REQUEST);
  CHECK(dcr_node_what_if(node, TEXT(document), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"people\":1") && contains(&told, "\"unknown\":1") && contains(&told, "\"looks\":1"));
  dcr_bytes_free(&told);
  FAILS(dcr_node_what_if(node, TEXT("{"), &told, &error), DCR_ERROR_INPUT, "node.input.document");
  FAILS(dcr_node_set_policy(node, TEXT("{"), ABSENT, TEXT(REQUEST), &error), DCR_ERROR_RULES, "policy.unreadable");
  FAILS(dcr_node_set_policy(node, TEXT(SMALL_POLICY), ABSENT, TEXT("{"), &error), DCR_ERROR_RULES, "request.unreadable");
  FAILS(dcr_node_set_policy(node, TEXT(SMALL_POLICY), BYTES("x"), TEXT(REQUEST), &error), DCR_ERROR_RULES,
        "policy-signature.no-authority");
  CHECK(dcr_node_set_policy(node, TEXT(SMALL_POLICY), ABSENT, TEXT(REQUEST), NULL) == DCR_OK);
  FAILS(dcr_node_set_register(node, TEXT("{"), TEXT(REQUEST), &error), DCR_ERROR_RULES, "register.unreadable");
  FAILS(dcr_node_set_register(node, TEXT("{\"format\": 1, \"name\": \"Nobody\", \"version\": 1, \"organisations\": []}"),
                              TEXT(REQUEST), &error),
        DCR_ERROR_RULES, "node.register.own-organisation");
  static const char ALONE[] =
      "{\"format\": 1, \"name\": \"Alone\", \"version\": 2, \"organisations\": [{\"code\": \"RBD\", \"name\": \"Hospital\","
      " \"kind\": \"acute-trust\", \"shares\": true, \"assurance\": {\"status\": \"suspended\"}}]}";
  CHECK(dcr_node_set_register(node, TEXT(ALONE), TEXT(REQUEST), NULL) == DCR_OK);
  CHECK(dcr_node_admission(node, TEXT("RBD"), TEXT(AT), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"state\":\"not-admitted\"") && contains(&told, "Its assurance is suspended."));
  dcr_bytes_free(&told);
}

int main(void) {
  everything_is_read();
  if (failed > 0) {
    return EXIT_FAILURE;
  }
  bits_have_names();
  a_verdict_tells_what_is_open_and_why();
  a_verdict_tells_until_when_it_holds();
  a_decision_is_told_whole_and_in_words();
  what_cannot_be_read_is_refused_and_writes_nothing();
  null_is_refused_without_a_node();
  two_threads_decide_by_one_plan();

  const char *parent = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/dcr-consent-XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder)) {
    perror("mkdtemp");
    return EXIT_FAILURE;
  }
  uint8_t key[DCR_NODE_KEY_LEN];
  dcr_node *node = NULL;
  CHECK(dcr_node_key_generate(key, NULL) == DCR_OK);
  CHECK(dcr_node_create(TEXT(folder), TEXT("RBD"), ABSENT, ABSENT, key, &node, NULL) == DCR_OK);
  if (node != NULL) {
    null_is_refused_by_a_node(node);
    a_directive_is_recorded_and_told(node);
    the_rules_in_force_are_changed(node);
    CHECK(dcr_node_close(node, NULL) == DCR_OK);
  }
  remove_folder();

  dcr_plan_free(plan);
  dcr_plan_free(small);
  dcr_request_free(request);
  dcr_request_free(stranger);
  dcr_request_free(emergency);
  dcr_person_free(person);
  dcr_person_free(opted_out);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
