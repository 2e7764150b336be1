/* Who is one person, and what people settle, through the C interface. Ends with the line "N passed, N failed". */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#define AT "2026-11-22T12:00:00.000Z"
#define BY                                                                                               \
  "{\"user\": {\"id\": \"777\"}, \"organisation\": \"RBD\", \"role\": \"R8008\", \"purpose\": \"PATADMIN\"," \
  " \"relationship\": {\"kind\": \"registered-patient\"}, \"at\": \"" AT "\"}"
#define PERSON(organisation, local)                                                                     \
  "{\"organisation\": \"" organisation "\", \"system\": \"PAS\", \"subject\": {\"namespace\": \"" organisation \
  "\", \"value\": \"" local "\"}}"
#define PAIR(more) "{\"one\": " PERSON("RBD", "77") ", \"other\": " PERSON("RDZ", "88") "," more " \"by\": " BY "}"
#define MESSAGE(organisation, local, given)                                                             \
  "MSH|^~\\&|PAS|" organisation "|DCR|DCR|20260703090000||ADT^A28|" local "|P|2.4\r"                    \
  "PID|1||9990000018^^^NHS^NH~" local "^^^" organisation "^MR||FETHERSTONHAUGH^" given "||19440305|F\r"

static dcr_node *node;

static void submit(const char *message, const char *source) {
  dcr_bytes receipt = {0};
  CHECK(dcr_node_submit(node, BYTES(message), TEXT("hl7v2"), TEXT(source), ABSENT, TEXT(AT), &receipt, NULL) == DCR_OK);
  CHECK(contains(&receipt, "\"accepted\":1"));
  dcr_bytes_free(&receipt);
}

static void test_review(void) {
  dcr_bytes told = {0};
  CHECK(dcr_node_identity_review(node, TEXT(BY), 0, 10, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"kind\":\"nhs-number\"") && contains(&told, "\"complete\":true"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_identity_compare(node, TEXT(PAIR("")), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "CLEMENTINE") && contains(&told, "DOROTHEA") && contains(&told, "\"joined\":false"));
  CHECK(contains(&told, "may be twins"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_identity_decide(node, TEXT(PAIR(" \"decision\": \"same\", \"reason\": \"Seen both\",")), NULL) == DCR_OK);
  CHECK(dcr_node_identity_compare(node, TEXT(PAIR("")), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"joined\":true") && contains(&told, "\"reason\":\"Seen both\""));
  dcr_bytes_free(&told);
  FAILS(dcr_node_identity_decide(node, TEXT(PAIR(" \"decision\": \"same\", \"reason\": \"Again\",")), &error),
        DCR_ERROR_INPUT, "node.identity.decided");
  CHECK(dcr_node_identity_undo(node, TEXT(PAIR("")), NULL) == DCR_OK);
  FAILS(dcr_node_identity_undo(node, TEXT(PAIR("")), &error), DCR_ERROR_INPUT, "node.identity.undecided");
  FAILS(dcr_node_identity_decide(node, TEXT(PAIR(" \"decision\": \"same\", \"reason\": \" \",")), &error),
        DCR_ERROR_INPUT, "node.identity.reason");
  FAILS(dcr_node_identity_undo(node, TEXT("{"), &error), DCR_ERROR_INPUT, "node.input.document");
}

static dcr_match_table *table;

/* Clementine as the hospital has her, and somebody whom nobody knows. */
static void test_table(void) {
  static const struct { const char *field, *text; uint64_t offsets[3]; } columns[] = {
      {"given_name", "ClementineZachary", {0, 10, 17}},
      {"family_name", "FetherstonhaughCorfe", {0, 15, 20}},
      {"birth_date", "1944-03-051999-12-12", {0, 10, 20}},
      {"nhs_number", "9990000018", {0, 10, 10}},
  };
  dcr_bytes told = {0};
  char person[65] = {0};
  CHECK(dcr_match_table_new(2, &table, NULL) == DCR_OK);
  for (size_t column = 0; column < sizeof columns / sizeof *columns; column++)
    CHECK(dcr_match_table_add(table, TEXT(columns[column].field), BYTES(columns[column].text), columns[column].offsets, 3,
                              NULL) == DCR_OK);
  CHECK(dcr_node_match_table(node, table, TEXT(BY), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"complete\":true"));
  CHECK(contains(&told, "\"outcome\":\"link\"") && contains(&told, "\"outcome\":\"possible\""));
  CHECK(contains(&told, "{\"outcome\":\"none\",\"row\":1}"));
  static const char mark[] = "\"person\":\"";
  for (size_t at = 0; at + sizeof mark + 64 <= told.len && !person[0]; at++)
    if (memcmp(told.data + at, mark, sizeof mark - 1) == 0) memcpy(person, told.data + at + sizeof mark - 1, 64);
  CHECK(strlen(person) == 64);
  dcr_bytes_free(&told);
  CHECK(dcr_node_explain_match(node, table, TEXT(BY), 0, TEXT(person), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "\"outcome\":\"link\"") && contains(&told, "\"waterfall\":[{"));
  CHECK(!contains(&told, "lementine"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_explain_match(node, table, TEXT(BY), 1, TEXT(person), &told, NULL) == DCR_OK);
  CHECK(told.len == 4 && contains(&told, "null"));
  dcr_bytes_free(&told);
  FAILS(dcr_node_explain_match(node, table, TEXT(BY), 2, TEXT(person), &told, &error), DCR_ERROR_INPUT,
        "match-table.row-unknown");
  FAILS(dcr_node_explain_match(node, table, TEXT(BY), 0, TEXT("nobody"), &told, &error), DCR_ERROR_INPUT,
        "node.input.person");
  FAILS(dcr_node_match_table(node, table, TEXT("{"), &told, &error), DCR_ERROR_RULES, "request.unreadable");
}

static void test_matching(void) {
  dcr_bytes told = {0};
  uint64_t left = 7;
  CHECK(dcr_node_match_model(node, &told, NULL) == DCR_OK);
  CHECK(told.len == 4 && contains(&told, "null"));
  dcr_bytes_free(&told);
  CHECK(dcr_node_set_match_model(node, TEXT("english"), TEXT(BY), NULL) == DCR_OK);
  CHECK(dcr_node_settle_matches(node, 1, &left, NULL) == DCR_OK && left > 0);
  CHECK(dcr_node_settle_matches(node, 100, &left, NULL) == DCR_OK && left == 0);
  CHECK(dcr_node_rebuild_matches(node, NULL) == DCR_OK);
  CHECK(dcr_node_settle_matches(node, 100, &left, NULL) == DCR_OK && left == 0);
  CHECK(dcr_node_match_model(node, &told, NULL) == DCR_OK);
  CHECK(contains(&told, "dcr-match-model/1"));
  dcr_bytes_free(&told);
  test_table();
  CHECK(dcr_node_set_match_model(node, ABSENT, TEXT(BY), NULL) == DCR_OK);
  FAILS(dcr_node_set_match_model(node, TEXT("{"), TEXT(BY), &error), DCR_ERROR_RULES, "match-model.json");
}

/* Every pointer that must not be NULL is refused. */
static void test_null(void) {
  dcr_bytes told = {0};
  uint64_t left = 0;
#define REFUSED(call) FAILS(call, DCR_ERROR_NULL_POINTER, "ffi.null-pointer")
  REFUSED(dcr_node_identity_review(NULL, TEXT(BY), 0, 1, &told, &error));
  REFUSED(dcr_node_identity_review(node, NULL, 3, 0, 1, &told, &error));
  REFUSED(dcr_node_identity_review(node, TEXT(BY), 0, 1, NULL, &error));
  REFUSED(dcr_node_match_table(NULL, table, TEXT(BY), &told, &error));
  REFUSED(dcr_node_match_table(node, NULL, TEXT(BY), &told, &error));
  REFUSED(dcr_node_match_table(node, table, NULL, 3, &told, &error));
  REFUSED(dcr_node_match_table(node, table, TEXT(BY), NULL, &error));
  REFUSED(dcr_node_explain_match(NULL, table, TEXT(BY), 0, TEXT("a"), &told, &error));
  REFUSED(dcr_node_explain_match(node, NULL, TEXT(BY), 0, TEXT("a"), &told, &error));
  REFUSED(dcr_node_explain_match(node, table, NULL, 3, 0, TEXT("a"), &told, &error));
  REFUSED(dcr_node_explain_match(node, table, TEXT(BY), 0, NULL, 3, &told, &error));
  REFUSED(dcr_node_explain_match(node, table, TEXT(BY), 0, TEXT("a"), NULL, &error));
  REFUSED(dcr_node_identity_compare(NULL, TEXT(PAIR("")), &told, &error));
  REFUSED(dcr_node_identity_compare(node, NULL, 3, &told, &error));
  REFUSED(dcr_node_identity_compare(node, TEXT(PAIR("")), NULL, &error));
  REFUSED(dcr_node_identity_decide(NULL, TEXT("{}"), &error));
  REFUSED(dcr_node_identity_decide(node, NULL, 3, &error));
  REFUSED(dcr_node_identity_undo(NULL, TEXT("{}"), &error));
  REFUSED(dcr_node_identity_undo(node, NULL, 3, &error));
  REFUSED(dcr_node_set_match_model(NULL, ABSENT, TEXT(BY), &error));
  REFUSED(dcr_node_set_match_model(node, NULL, 3, TEXT(BY), &error));
  REFUSED(dcr_node_set_match_model(node, ABSENT, NULL, 3, &error));
  REFUSED(dcr_node_match_model(NULL, &told, &error));
  REFUSED(dcr_node_match_model(node, NULL, &error));
  REFUSED(dcr_node_settle_matches(NULL, 1, &left, &error));
  REFUSED(dcr_node_settle_matches(node, 1, NULL, &error));
  REFUSED(dcr_node_rebuild_matches(NULL, &error));
}

static char folder[1024];

static void remove_folder(void) {
  DIR *listing = opendir(folder);
  struct dirent *entry;
  char path[2048];
  while (listing && (entry = readdir(listing))) {
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    unlink(path);
  }
  if (listing) {
    closedir(listing);
  }
  rmdir(folder);
}

int main(void) {
  const char *parent = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/dcr-identity-XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder)) {
    perror("mkdtemp");
    return 1;
  }
  static const uint8_t key[32] = {7};
  CHECK(dcr_node_create(TEXT(folder), TEXT("RBD"), ABSENT, ABSENT, key, &node, NULL) == DCR_OK);
  submit(MESSAGE("RBD", "77", "CLEMENTINE"), "RBD/PAS");
  submit(MESSAGE("RDZ", "88", "DOROTHEA"), "RDZ/PAS");
  test_review();
  test_matching();
  test_null();
  dcr_match_table_free(table);
  CHECK(dcr_node_close(node, NULL) == DCR_OK);
  remove_folder();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
