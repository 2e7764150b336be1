/* The C interface, exercised from C. Ends with the line "N passed, N failed". */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define NUMBER "9990000018"
#define RECEIVED "2026-11-22T13:34:00.000Z"

static const char ADMISSION[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|1|P|2.4\r"
    "EVN|A01|20260703085900\r"
    "PID|1||9990000018^^^NHS^NH~P1^^^RBD^PI||EXAMPLE^ANN^^^MRS||19400201|F|||1 HIGH STREET^^DORCHESTER^^DT1 1XJ\r"
    "PV1|1|I|WARD7^1^2|||||C1^CONSULTANT^A|||||||||||V1\r"
    "AL1|1|DA|^PENICILLIN|SV|RASH\r";

/* Nobody is named in it, so that it cannot be kept for anybody. */
static const char NOBODY[] = "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|2|P|2.4\rEVN|A01|20260703085900\r";

static const char REQUEST[] =
    "{\"user\": {\"id\": \"1\"}, \"organisation\": \"RBD\", \"role\": \"R8000\", \"purpose\": \"TREAT\","
    " \"relationship\": {\"kind\": \"referral\"}, \"at\": \"2026-11-22T12:00:00Z\"}";

static const char STRANGER[] =
    "{\"user\": {\"id\": \"1\"}, \"organisation\": \"NOWHERE\", \"role\": \"R8000\", \"purpose\": \"TREAT\","
    " \"at\": \"2026-11-22T12:00:00Z\"}";

static const char EMERGENCY[] =
    "{\"user\": {\"id\": \"1\"}, \"organisation\": \"RBD\", \"role\": \"R8000\", \"purpose\": \"TREAT\","
    " \"break_glass\": {\"reason\": \"Unconscious in the emergency department\"}, \"at\": \"2026-11-22T12:00:00Z\"}";

static char folder[1024];
static uint8_t key[DCR_NODE_KEY_LEN];

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

static void versions_agree(void) {
  CHECK(dcr_abi_version() == DCR_ABI_VERSION);
  /* tests/c/run takes the version out of the workspace's Cargo.toml. */
  CHECK(strcmp(dcr_version(), WORKSPACE_VERSION) == 0);
}

static void a_status_has_a_name(void) {
  CHECK(strcmp(dcr_status_name(DCR_OK), "DCR_OK") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_NULL_POINTER), "DCR_ERROR_NULL_POINTER") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_UTF8), "DCR_ERROR_UTF8") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_PANIC), "DCR_ERROR_PANIC") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_POISONED), "DCR_ERROR_POISONED") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_INPUT), "DCR_ERROR_INPUT") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_RULES), "DCR_ERROR_RULES") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_STORE), "DCR_ERROR_STORE") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_KEY), "DCR_ERROR_KEY") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_AUDIT), "DCR_ERROR_AUDIT") == 0);
  CHECK(strcmp(dcr_status_name(DCR_ERROR_INTERNAL), "DCR_ERROR_INTERNAL") == 0);
  CHECK(strcmp(dcr_status_name(9999), "DCR_ERROR") == 0);
  CHECK(strcmp(dcr_status_name(-1), "DCR_ERROR") == 0);
}

static void null_is_allowed_where_it_is_said(void) {
  dcr_bytes none = {0};
  size_t len = 7;
  dcr_bytes_free(NULL);
  dcr_bytes_free(&none);
  dcr_bytes_free(&none);
  dcr_error_free(NULL);
  dcr_answer_free(NULL);
  CHECK(dcr_node_close(NULL, NULL) == DCR_OK);
  CHECK(dcr_answer_permitted(NULL) == 0);
  CHECK(dcr_answer_audit_index(NULL) == 0);
  CHECK(dcr_error_status(NULL) == DCR_OK);
  CHECK(dcr_error_code(NULL, &len) == NULL && len == 0);
  len = 7;
  CHECK(dcr_error_message(NULL, &len) == NULL && len == 0);
  CHECK(dcr_error_code(NULL, NULL) == NULL);
}

/* Every pointer that must not be NULL, one after the other. */
static void null_is_refused(const dcr_node *node) {
  const char *null = "ffi.null-pointer";
  dcr_bytes out = {0};
  dcr_node *made = NULL;
  dcr_answer *answer = NULL;
#define REFUSED(call) FAILS(call, DCR_ERROR_NULL_POINTER, null)
  REFUSED(dcr_node_key_generate(NULL, &error));
  REFUSED(dcr_node_create(NULL, 3, TEXT("RBD"), ABSENT, ABSENT, key, &made, &error));
  REFUSED(dcr_node_create(TEXT("x"), NULL, 3, ABSENT, ABSENT, key, &made, &error));
  REFUSED(dcr_node_create(TEXT("x"), TEXT("RBD"), NULL, 3, ABSENT, key, &made, &error));
  REFUSED(dcr_node_create(TEXT("x"), TEXT("RBD"), ABSENT, NULL, 3, key, &made, &error));
  REFUSED(dcr_node_create(TEXT("x"), TEXT("RBD"), ABSENT, ABSENT, NULL, &made, &error));
  REFUSED(dcr_node_create(TEXT("x"), TEXT("RBD"), ABSENT, ABSENT, key, NULL, &error));
  REFUSED(dcr_node_open(NULL, 3, key, &made, &error));
  REFUSED(dcr_node_open(TEXT(folder), NULL, &made, &error));
  REFUSED(dcr_node_open(TEXT(folder), key, NULL, &error));
  REFUSED(dcr_node_submit(NULL, BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error));
  REFUSED(dcr_node_submit(node, NULL, 3, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error));
  REFUSED(dcr_node_submit(node, BYTES("x"), NULL, 3, TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error));
  REFUSED(dcr_node_submit(node, BYTES("x"), TEXT("auto"), NULL, 3, ABSENT, ABSENT, &out, &error));
  REFUSED(dcr_node_submit(node, BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), NULL, 3, ABSENT, &out, &error));
  REFUSED(dcr_node_submit(node, BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, NULL, 3, &out, &error));
  REFUSED(dcr_node_submit(node, BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, NULL, &error));
  REFUSED(dcr_read_contributions(NULL, 3, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error));
  REFUSED(dcr_read_contributions(BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, NULL, &error));
  REFUSED(dcr_node_find(NULL, TEXT(REQUEST), TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_find(node, NULL, 3, TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_find(node, TEXT(REQUEST), NULL, 3, &out, &error));
  REFUSED(dcr_node_find(node, TEXT(REQUEST), TEXT(NUMBER), NULL, &error));
  REFUSED(dcr_node_view(NULL, TEXT(REQUEST), TEXT(NUMBER), &answer, &error));
  REFUSED(dcr_node_view(node, NULL, 3, TEXT(NUMBER), &answer, &error));
  REFUSED(dcr_node_view(node, TEXT(REQUEST), NULL, 3, &answer, &error));
  REFUSED(dcr_node_view(node, TEXT(REQUEST), TEXT(NUMBER), NULL, &error));
  REFUSED(dcr_node_view_as_at(NULL, TEXT(REQUEST), TEXT(NUMBER), ABSENT, ABSENT, &answer, &error));
  REFUSED(dcr_node_view_as_at(node, NULL, 3, TEXT(NUMBER), ABSENT, ABSENT, &answer, &error));
  REFUSED(dcr_node_view_as_at(node, TEXT(REQUEST), NULL, 3, ABSENT, ABSENT, &answer, &error));
  REFUSED(dcr_node_view_as_at(node, TEXT(REQUEST), TEXT(NUMBER), NULL, 3, ABSENT, &answer, &error));
  REFUSED(dcr_node_view_as_at(node, TEXT(REQUEST), TEXT(NUMBER), ABSENT, NULL, 3, &answer, &error));
  REFUSED(dcr_node_view_as_at(node, TEXT(REQUEST), TEXT(NUMBER), ABSENT, ABSENT, NULL, &error));
  REFUSED(dcr_node_changes(NULL, TEXT(REQUEST), TEXT(NUMBER), TEXT("x"), &out, &error));
  REFUSED(dcr_node_changes(node, NULL, 3, TEXT(NUMBER), TEXT("x"), &out, &error));
  REFUSED(dcr_node_changes(node, TEXT(REQUEST), NULL, 3, TEXT("x"), &out, &error));
  REFUSED(dcr_node_changes(node, TEXT(REQUEST), TEXT(NUMBER), NULL, 3, &out, &error));
  REFUSED(dcr_node_changes(node, TEXT(REQUEST), TEXT(NUMBER), TEXT("x"), NULL, &error));
  REFUSED(dcr_node_caseload_changes(NULL, TEXT("{}"), &out, &error));
  REFUSED(dcr_node_caseload_changes(node, NULL, 3, &out, &error));
  REFUSED(dcr_node_caseload_changes(node, TEXT("{}"), NULL, &error));
  REFUSED(dcr_answer_render(NULL, TEXT("json"), &out, &error));
  REFUSED(dcr_node_opt_out(NULL, TEXT("{}"), NULL, &error));
  REFUSED(dcr_node_opt_out(node, NULL, 3, NULL, &error));
  REFUSED(dcr_node_withdraw_directive(NULL, TEXT("{}"), &error));
  REFUSED(dcr_node_withdraw_directive(node, NULL, 3, &error));
  REFUSED(dcr_node_who_saw(NULL, TEXT(REQUEST), TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_who_saw(node, NULL, 3, TEXT(NUMBER), &out, &error));
  REFUSED(dcr_node_who_saw(node, TEXT(REQUEST), NULL, 3, &out, &error));
  REFUSED(dcr_node_who_saw(node, TEXT(REQUEST), TEXT(NUMBER), NULL, &error));
  REFUSED(dcr_node_verify_audit(NULL, NULL, 0, &out, &error));
  REFUSED(dcr_node_verify_audit(node, NULL, 3, &out, &error));
  REFUSED(dcr_node_verify_audit(node, NULL, 0, NULL, &error));
  REFUSED(dcr_node_checkpoint(NULL, &out, &error));
  REFUSED(dcr_node_checkpoint(node, NULL, &error));
  REFUSED(dcr_node_audit_leaf(NULL, 0, &out, &error));
  REFUSED(dcr_node_audit_leaf(node, 0, NULL, &error));
  REFUSED(dcr_node_quarantine(NULL, &out, &error));
  REFUSED(dcr_node_quarantine(node, NULL, &error));
  REFUSED(dcr_node_quarantined_bytes(NULL, 1, &out, &error));
  REFUSED(dcr_node_quarantined_bytes(node, 1, NULL, &error));
  REFUSED(dcr_node_replay(NULL, 1, &out, &error));
  REFUSED(dcr_node_replay(node, 1, NULL, &error));
  REFUSED(dcr_node_stats(NULL, &out, &error));
  REFUSED(dcr_node_stats(node, NULL, &error));
#undef REFUSED
  /* Without an error object the status alone tells. */
  CHECK(dcr_node_stats(NULL, &out, NULL) == DCR_ERROR_NULL_POINTER);
  CHECK(out.data == NULL && out.len == 0 && made == NULL && answer == NULL);
}

static void an_absent_slice_is_the_empty_one(const dcr_node *node) {
  dcr_bytes receipt = {0};
  CHECK(dcr_node_submit(node, NULL, 0, TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, ABSENT, &receipt, NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"accepted\":0"));
  dcr_bytes_free(&receipt);
  FAILS(dcr_node_view(node, ABSENT, TEXT(NUMBER), &(dcr_answer *){NULL}, &error), DCR_ERROR_RULES,
        "request.unreadable");
  FAILS(dcr_node_find(node, TEXT(REQUEST), ABSENT, &receipt, &error), DCR_ERROR_INPUT, "identifier.empty");
}

static void what_cannot_be_used_is_refused_and_writes_nothing(const dcr_node *node) {
  dcr_node *made = NULL;
  dcr_answer *answer = (dcr_answer *)node; /* a mark that must stay */
  dcr_bytes out = {(uint8_t *)key, 99};
  uint8_t other[DCR_NODE_KEY_LEN] = {0};
  FAILS(dcr_node_create(TEXT(folder), TEXT("RBD"), ABSENT, ABSENT, key, &made, &error), DCR_ERROR_STORE,
        "node.store.exists");
  FAILS(dcr_node_open(TEXT(folder), other, &made, &error), DCR_ERROR_KEY, "node.key.wrong");
  FAILS(dcr_node_open(TEXT("/nowhere/at/all"), key, &made, &error), DCR_ERROR_STORE, "node.store.missing");
  FAILS(dcr_node_create(TEXT("/nowhere/at/all"), TEXT("RBD"), TEXT("{}"), ABSENT, key, &made, &error), DCR_ERROR_RULES,
        "register.unreadable");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error),
        DCR_ERROR_INPUT, "node.input.format");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("telex"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error),
        DCR_ERROR_INPUT, "node.input.format");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("csv"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error), DCR_ERROR_INPUT,
        "node.input.mapping");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("hl7v2"), TEXT("RBD"), ABSENT, ABSENT, &out, &error), DCR_ERROR_INPUT,
        "node.input.source");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT("yesterday"), &out, &error),
        DCR_ERROR_INPUT, "time.format");
  FAILS(dcr_node_submit(node, BYTES("x"), TEXT("\xff\xfe"), TEXT("RBD/PAS"), ABSENT, ABSENT, &out, &error),
        DCR_ERROR_UTF8, "ffi.utf8");
  FAILS(dcr_node_view(node, TEXT("{\"user\": "), TEXT(NUMBER), &answer, &error), DCR_ERROR_RULES,
        "request.unreadable");
  FAILS(dcr_node_view(node, TEXT(REQUEST), TEXT("9990000019"), &answer, &error), DCR_ERROR_INPUT,
        "identifier.check-digit");
  FAILS(dcr_node_view(node, TEXT("\xc3\x28"), TEXT(NUMBER), &answer, &error), DCR_ERROR_UTF8, "ffi.utf8");
  FAILS(dcr_node_opt_out(node, TEXT("{}"), NULL, &error), DCR_ERROR_INPUT, "node.input.document");
  FAILS(dcr_node_who_saw(node, TEXT(STRANGER), TEXT(NUMBER), &out, &error), DCR_ERROR_RULES,
        "node.request.not-permitted");
  FAILS(dcr_node_audit_leaf(node, UINT64_MAX, &out, &error), DCR_ERROR_INPUT, "node.input.audit-index");
  FAILS(dcr_node_quarantined_bytes(node, INT64_MIN, &out, &error), DCR_ERROR_STORE, "node.quarantine.unknown");
  FAILS(dcr_node_replay(node, 4711, &out, &error), DCR_ERROR_STORE, "node.quarantine.unknown");
  CHECK(made == NULL && answer == (dcr_answer *)node && out.data == key && out.len == 99);
}

static void an_error_tells_and_carries_nothing_of_the_person(const dcr_node *node) {
  dcr_error *error = NULL;
  dcr_answer *answer = NULL;
  size_t len = 0;
  CHECK(dcr_node_view(node, TEXT(REQUEST), TEXT("9990000019"), &answer, &error) == DCR_ERROR_INPUT);
  const char *message = dcr_error_message(error, &len);
  dcr_bytes told = {(uint8_t *)message, len};
  CHECK(message != NULL && len > 10);
  CHECK(!contains(&told, "9990000019"));
  CHECK(dcr_error_message(error, NULL) == message);
  dcr_error_free(error);
}

static void an_admission_is_taken_once(const dcr_node *node) {
  dcr_bytes receipt = {0};
  CHECK(dcr_node_submit(node, BYTES(ADMISSION), TEXT("auto"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &receipt, NULL) ==
        DCR_OK);
  CHECK(contains(&receipt, "\"accepted\":1") && contains(&receipt, "\"repeated\":0"));
  dcr_bytes_free(&receipt);
  CHECK(receipt.data == NULL && receipt.len == 0);
  dcr_bytes_free(&receipt);
  CHECK(dcr_node_submit(node, BYTES(ADMISSION), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &receipt,
                        NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"repeated\":1") && contains(&receipt, "\"contributions\":0"));
  dcr_bytes_free(&receipt);
}

static void contributions_are_read_without_a_node(void) {
  dcr_bytes lines = {0}, again = {0};
  CHECK(dcr_read_contributions(BYTES(ADMISSION), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &lines,
                               NULL) == DCR_OK);
  CHECK(contains(&lines, "{\"contribution\":{\"body\":{"));
  CHECK(contains(&lines, "\"demographics\":"));
  CHECK(lines.len > 0 && lines.data[lines.len - 1] == '\n');
  /* What was read is itself an input. */
  CHECK(dcr_read_contributions(lines.data, lines.len, TEXT("contributions"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED),
                               &again, NULL) == DCR_OK);
  CHECK(again.len == lines.len && memcmp(again.data, lines.data, lines.len) == 0);
  dcr_bytes_free(&lines);
  dcr_bytes_free(&again);
  CHECK(dcr_read_contributions(BYTES(NOBODY), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &lines, NULL) ==
        DCR_OK);
  CHECK(lines.len == 0);
  dcr_bytes_free(&lines);
}

static void a_look_shows_and_is_accounted_for(const dcr_node *node) {
  dcr_answer *answer = NULL;
  dcr_bytes out = {0};
  CHECK(dcr_node_find(node, TEXT(REQUEST), TEXT(NUMBER), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"nhs_number\":\"" NUMBER "\""));
  dcr_bytes_free(&out);
  CHECK(dcr_node_view(node, TEXT(REQUEST), TEXT(NUMBER), &answer, NULL) == DCR_OK);
  CHECK(dcr_answer_permitted(answer) == 1);
  const struct {
    const char *form, *expected;
  } forms[] = {{"json", "\"permitted\":true"},
               {"record", "\"demographics\""},
               {"decision", "\"permit\""},
               {"text", "EXAMPLE"},
               {"html", "<!DOCTYPE html>"}};
  for (size_t at = 0; at < sizeof forms / sizeof *forms; at++) {
    CHECK(dcr_answer_render(answer, TEXT(forms[at].form), &out, NULL) == DCR_OK);
    CHECK(contains(&out, forms[at].expected));
    dcr_bytes_free(&out);
  }
  FAILS(dcr_answer_render(answer, TEXT("telex"), &out, &error), DCR_ERROR_INPUT, "node.input.format");
  CHECK(dcr_node_audit_leaf(node, dcr_answer_audit_index(answer), &out, NULL) == DCR_OK);
  CHECK(out.len == 44);
  dcr_bytes_free(&out);
  dcr_answer_free(answer);
  CHECK(dcr_node_who_saw(node, TEXT(REQUEST), TEXT(NUMBER), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"kind\":\"view\"") && contains(&out, "\"kind\":\"search\""));
  dcr_bytes_free(&out);
}

static void a_refusal_is_an_answer(const dcr_node *node) {
  dcr_answer *answer = NULL;
  dcr_bytes out = {0};
  CHECK(dcr_node_view(node, TEXT(STRANGER), TEXT(NUMBER), &answer, NULL) == DCR_OK);
  CHECK(answer != NULL && dcr_answer_permitted(answer) == 0);
  const char *empty[] = {"record", "text", "html"};
  for (size_t at = 0; at < 3; at++) {
    CHECK(dcr_answer_render(answer, TEXT(empty[at]), &out, NULL) == DCR_OK);
    CHECK(out.data == NULL && out.len == 0);
    dcr_bytes_free(&out);
  }
  CHECK(dcr_answer_render(answer, TEXT("decision"), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"deny\""));
  dcr_bytes_free(&out);
  dcr_answer_free(answer);
}

static int permitted(const dcr_node *node, const char *request) {
  dcr_answer *answer = NULL;
  CHECK(dcr_node_view(node, TEXT(request), TEXT(NUMBER), &answer, NULL) == DCR_OK);
  int yes = dcr_answer_permitted(answer);
  dcr_answer_free(answer);
  return yes;
}

static void an_opt_out_hides_until_it_is_withdrawn(const dcr_node *node) {
  char document[1024];
  snprintf(document, sizeof document,
           "{\"nhs_number\": \"" NUMBER "\", \"mode\": \"hide\", \"authority\": \"person\", \"by\": %s}", REQUEST);
  CHECK(dcr_node_opt_out(node, TEXT(document), NULL, NULL) == DCR_OK);
  CHECK(!permitted(node, REQUEST));
  CHECK(permitted(node, EMERGENCY));
  snprintf(document, sizeof document,
           "{\"nhs_number\": \"" NUMBER "\", \"scope\": {\"shared-record\": \"hide\"}, \"by\": %s}", REQUEST);
  CHECK(dcr_node_withdraw_directive(node, TEXT(document), NULL) == DCR_OK);
  CHECK(permitted(node, REQUEST));
  FAILS(dcr_node_withdraw_directive(node, TEXT(document), &error), DCR_ERROR_INPUT, "node.directive.none");
}

static void what_cannot_be_used_is_kept_and_can_be_tried_again(const dcr_node *node) {
  dcr_bytes out = {0};
  CHECK(dcr_node_submit(node, BYTES(NOBODY), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &out, NULL) ==
        DCR_OK);
  CHECK(contains(&out, "\"quarantined\":1") && contains(&out, "\"quarantine\":[1]"));
  dcr_bytes_free(&out);
  CHECK(dcr_node_quarantine(node, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"id\":1") && contains(&out, "\"system\":\"PAS\""));
  dcr_bytes_free(&out);
  CHECK(dcr_node_quarantined_bytes(node, 1, &out, NULL) == DCR_OK);
  CHECK(out.len == strlen(NOBODY) && memcmp(out.data, NOBODY, out.len) == 0);
  dcr_bytes_free(&out);
  CHECK(dcr_node_replay(node, 1, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"quarantined\":1"));
  dcr_bytes_free(&out);
}

static void a_sender_gets_an_answer(const dcr_node *node) {
  dcr_bytes receipt = {0}, answers = {0};
  CHECK(dcr_node_submit_acknowledged(node, BYTES(ADMISSION), TEXT("RBD/PAS"), TEXT(RECEIVED), TEXT("DCR1"),
                                     TEXT(RECEIVED), &receipt, &answers, NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"accepted\":1"));
  CHECK(contains(&answers, "MSH|^~\\&|DCR|DCR|PAS|RBD|20261122"));
  CHECK(contains(&answers, "\rMSA|AA|1"));
  dcr_bytes_free(&receipt);
  dcr_bytes_free(&answers);
  CHECK(dcr_node_submit_acknowledged(node, BYTES(NOBODY), TEXT("RBD/PAS"), ABSENT, TEXT("DCR2"), ABSENT, &receipt,
                                     &answers, NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"quarantined\":1"));
  CHECK(contains(&answers, "\rMSA|A") && !contains(&answers, "MSA|AA"));
  dcr_bytes_free(&receipt);
  dcr_bytes_free(&answers);
  FAILS(dcr_node_submit_acknowledged(node, BYTES(ADMISSION), TEXT("RBD/PAS"), ABSENT, TEXT("not legal"), ABSENT,
                                     &receipt, &answers, &error),
        DCR_ERROR_INPUT, "hl7v2.acknowledgement.control-id");
}

static void sources_are_told_of(const dcr_node *node) {
  static const char STAFF[] =
      "MSH|^~\\&|PAS|RBD|DCR|DCR|20260203142000||MFN^M02|1|P|2.4\rMFI|PRA^Practitioners|PAS|UPD|||AL\r"
      "MFE|MAD|1|20260101|C1^White^RBD|CE\rSTF|C1^White^RBD|C1^^^RBD|WHITE^SUE^^^DR|P|F\r";
  static const char MAP[] =
      "{\"format\":1,\"name\":\"local\",\"version\":\"1\",\"from\":\"http://example.org/local\","
      "\"to\":\"http://snomed.info/sct\",\"delimiter\":\"comma\",\"columns\":{\"code\":\"c\",\"target\":\"t\"}}\n"
      "c,t\nA1,44054006\n";
  dcr_bytes out = {0};
  const dcr_file files[] = {{TEXT("local.csv"), BYTES(MAP)}};
  CHECK(dcr_node_use_terminology(node, files, 1, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"map\":\"local@1\""));
  dcr_bytes_free(&out);
  const dcr_file broken[] = {{TEXT("local.csv"), BYTES("{}")}};
  dcr_error *error = NULL;
  CHECK(dcr_node_use_terminology(node, broken, 1, &out, &error) == DCR_ERROR_INPUT);
  dcr_error_free(error);
  CHECK(dcr_node_use_terminology(node, NULL, 0, &out, NULL) == DCR_OK);
  dcr_bytes_free(&out);
  CHECK(dcr_node_submit(node, BYTES(STAFF), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"accepted\":1"));
  dcr_bytes_free(&out);
  CHECK(dcr_node_directory(node, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "DR SUE WHITE"));
  dcr_bytes_free(&out);
  CHECK(dcr_node_quality(node, TEXT("2026-11-22"), TEXT("2026-11-22"), TEXT("json"), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"since\":\"2026-11-22\"") && contains(&out, "\"organisation\":\"RBD\""));
  dcr_bytes_free(&out);
  FAILS(dcr_node_quality(node, TEXT("yesterday"), TEXT("2026-11-22"), TEXT("json"), &out, &error), DCR_ERROR_INPUT,
        "time.format");
}

static void what_is_shown_goes_out_as_fhir(const dcr_node *node) {
  dcr_answer *answer = NULL;
  dcr_bytes out = {0};
  CHECK(dcr_node_view(node, TEXT(REQUEST), TEXT(NUMBER), &answer, NULL) == DCR_OK);
  CHECK(dcr_answer_render(answer, TEXT("fhir"), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"resourceType\":\"Bundle\"") && contains(&out, "\"AllergyIntolerance\""));
  dcr_bytes_free(&out);
  CHECK(dcr_answer_render(answer, TEXT("ips"), &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"type\":\"document\""));
  dcr_bytes_free(&out);
  dcr_answer_free(answer);
}

typedef struct {
  const dcr_node *node;
  uint64_t calls, inputs, refused, accepted;
} seen_progress;

static int32_t sees(void *user, uint64_t inputs, uint64_t refused, uint64_t accepted, uint64_t quarantined) {
  seen_progress *seen = user;
  dcr_bytes stats = {0};
  CHECK(dcr_node_stats(seen->node, &stats, NULL) == DCR_OK);
  dcr_bytes_free(&stats);
  CHECK(quarantined == 0);
  *seen = (seen_progress){seen->node, seen->calls + 1, inputs, refused, accepted};
  return 1;
}

static void a_batch_tells_how_far_it_has_come(const dcr_node *node) {
  enum { COUNT = 70 };
  dcr_input inputs[COUNT];
  for (size_t at = 0; at < COUNT; at++) {
    inputs[at] = (dcr_input){BYTES(ADMISSION)};
  }
  inputs[3] = (dcr_input){BYTES("nothing that is known")};
  inputs[4] = (dcr_input){ABSENT};
  seen_progress seen = {.node = node};
  dcr_bytes receipt = {0};
  CHECK(dcr_node_submit_batch(node, inputs, COUNT, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), sees, &seen,
                              &receipt, NULL) == DCR_OK);
  CHECK(seen.calls == 1 && seen.inputs == 64 && seen.refused == 2 && seen.accepted == 62);
  CHECK(contains(&receipt, "\"stopped\":true") && contains(&receipt, "node.input.format"));
  dcr_bytes_free(&receipt);
  CHECK(dcr_node_submit_batch(node, inputs, COUNT, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED), NULL, NULL,
                              &receipt, NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"inputs\":70") && contains(&receipt, "\"stopped\":false"));
  dcr_bytes_free(&receipt);
  CHECK(dcr_node_submit_batch(node, NULL, 0, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, NULL, NULL, &receipt,
                              NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"outcomes\":[]"));
  dcr_bytes_free(&receipt);
  FAILS(dcr_node_submit_batch(node, NULL, 1, TEXT("auto"), TEXT("RBD/PAS"), ABSENT, ABSENT, NULL, NULL, &receipt,
                              &error),
        DCR_ERROR_NULL_POINTER, "ffi.null-pointer");
}

static void the_audit_is_intact_and_its_checkpoint_is_known_again(const dcr_node *node) {
  dcr_bytes note = {0}, verdict = {0};
  CHECK(dcr_node_checkpoint(node, &note, NULL) == DCR_OK);
  CHECK(contains(&note, "dorset-care-record/audit/RBD/"));
  CHECK(permitted(node, REQUEST));
  CHECK(dcr_node_verify_audit(node, note.data, note.len, &verdict, NULL) == DCR_OK);
  CHECK(contains(&verdict, "\"intact\":true") && contains(&verdict, "\"anchored\":"));
  dcr_bytes_free(&verdict);
  CHECK(dcr_node_verify_audit(node, BYTES("not a checkpoint"), &verdict, NULL) == DCR_OK);
  CHECK(contains(&verdict, "\"intact\":false"));
  dcr_bytes_free(&verdict);
  dcr_bytes_free(&note);
}

#define ROUNDS 20

static void *submits(void *node) {
  for (int round = 0; round < ROUNDS; round++) {
    char message[1024];
    snprintf(message, sizeof message,
             "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A08|T%d|P|2.4\rEVN|A08|202607030900%02d\r"
             "PID|1||9990000026^^^NHS^NH~P2^^^RBD^PI||EXAMPLE^BOB||19500201|M|||%d HIGH STREET\r",
             round, round, round);
    dcr_bytes receipt = {0};
    dcr_status status = dcr_node_submit(node, BYTES(message), TEXT("hl7v2"), TEXT("RBD/PAS"), ABSENT, TEXT(RECEIVED),
                                        &receipt, NULL);
    int accepted = status == DCR_OK && contains(&receipt, "\"accepted\":1");
    dcr_bytes_free(&receipt);
    if (!accepted) {
      return "a message was not taken";
    }
  }
  return NULL;
}

static void *views(void *node) {
  for (int round = 0; round < ROUNDS; round++) {
    dcr_answer *answer = NULL;
    dcr_status status = dcr_node_view(node, TEXT(REQUEST), TEXT(NUMBER), &answer, NULL);
    int shown = status == DCR_OK && dcr_answer_permitted(answer);
    dcr_answer_free(answer);
    if (!shown) {
      return "a look was not permitted";
    }
  }
  return NULL;
}

static void two_threads_use_one_node(dcr_node *node) {
  pthread_t first, second;
  void *wrong = NULL;
  CHECK(pthread_create(&first, NULL, submits, node) == 0);
  CHECK(pthread_create(&second, NULL, views, node) == 0);
  CHECK(pthread_join(first, &wrong) == 0 && wrong == NULL);
  CHECK(pthread_join(second, &wrong) == 0 && wrong == NULL);
  dcr_bytes out = {0};
  CHECK(dcr_node_stats(node, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"messages\":"));
  dcr_bytes_free(&out);
  CHECK(dcr_node_verify_audit(node, NULL, 0, &out, NULL) == DCR_OK);
  CHECK(contains(&out, "\"intact\":true"));
  dcr_bytes_free(&out);
}

int main(void) {
  const char *parent = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/dcr-test-XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder)) {
    perror("mkdtemp");
    return EXIT_FAILURE;
  }
  versions_agree();
  a_status_has_a_name();
  null_is_allowed_where_it_is_said();
  contributions_are_read_without_a_node();

  dcr_node *node = NULL;
  CHECK(dcr_node_key_generate(key, NULL) == DCR_OK);
  CHECK(dcr_node_create(TEXT(folder), TEXT("RBD"), ABSENT, ABSENT, key, &node, NULL) == DCR_OK);
  CHECK(dcr_node_close(node, NULL) == DCR_OK);
  node = NULL;
  CHECK(dcr_node_open(TEXT(folder), key, &node, NULL) == DCR_OK);
  if (node != NULL) {
    null_is_refused(node);
    an_absent_slice_is_the_empty_one(node);
    what_cannot_be_used_is_refused_and_writes_nothing(node);
    an_error_tells_and_carries_nothing_of_the_person(node);
    an_admission_is_taken_once(node);
    a_look_shows_and_is_accounted_for(node);
    a_refusal_is_an_answer(node);
    an_opt_out_hides_until_it_is_withdrawn(node);
    what_cannot_be_used_is_kept_and_can_be_tried_again(node);
    a_sender_gets_an_answer(node);
    sources_are_told_of(node);
    what_is_shown_goes_out_as_fhir(node);
    a_batch_tells_how_far_it_has_come(node);
    the_audit_is_intact_and_its_checkpoint_is_known_again(node);
    two_threads_use_one_node(node);
    CHECK(dcr_node_close(node, NULL) == DCR_OK);
  }
  remove_folder();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
