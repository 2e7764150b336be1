/* Matching whole tables through the C interface. Ends with the line "N passed, N failed". */
#include "support.h"

#include <stdlib.h>

#define ROWS 5
#define SAME "[{\"left\": 3, \"right\": {\"source\": \"RBD\", \"local_id\": \"78\"}, \"decision\": \"same\"}]"
#define APART "[{\"left\": 0, \"right\": 1, \"decision\": \"different\"}]"

static const char *const NAMES[] = {"source", "local_id", "given_name", "family_name", "birth_date", "postcode", "address"};
static const char *const CLIENTS[ROWS][7] = {
    {"10B", "1", "William", "Fossett", "1951-03-12", "DT1 1XJ", "14 High Street"},
    {"RBD", "77", "BILL", "FOSSETT", "1951-03-12", "DT11XJ", "14 HIGH ST"},
    {"RBD", "9", "Walter", "Fossett", "1951-03-12", "DT1 1XJ", "14 High Street"},
    {"10B", "2", "BABY", "Trembath", "2026-01-04", "BH15 1HJ", "3 Quay Road"},
    {"RBD", "78", "Rosamund", "Trembath", "2026-01-04", "BH15 1HJ", "3 Quay Road"},
};

static void add(dcr_match_table *table, const char *field, size_t column, size_t from, size_t rows) {
  char text[1024];
  uint64_t offsets[ROWS + 1] = {0};
  for (size_t row = 0; row < rows; row++) {
    const char *value = CLIENTS[from + row][column];
    memcpy(text + offsets[row], value, strlen(value));
    offsets[row + 1] = offsets[row] + strlen(value);
  }
  CHECK(dcr_match_table_add(table, TEXT(field), (const uint8_t *)text, (size_t)offsets[rows], offsets, rows + 1, NULL) ==
        DCR_OK);
}

static dcr_match_table *clients(size_t from, size_t rows) {
  dcr_match_table *table = NULL;
  CHECK(dcr_match_table_new(rows, &table, NULL) == DCR_OK);
  for (size_t column = 0; column < 7; column++) {
    add(table, NAMES[column], column, from, rows);
  }
  return table;
}

static int32_t hear(void *user, int32_t step, uint64_t done) {
  int *left = user;
  CHECK(step >= DCR_MATCH_READ && step <= DCR_MATCH_CLUSTERED && done > 0);
  return (*left)-- == 0;
}

static dcr_linked *link_with(const char *decisions, size_t threads) {
  dcr_match_table *table = clients(0, ROWS);
  dcr_linked *linked = NULL;
  int left = 1000;
  CHECK(dcr_link_table(table, NULL, ABSENT, decisions, decisions ? strlen(decisions) : 0, threads, hear, &left, &linked,
                       NULL) == DCR_OK);
  CHECK(left < 1000);
  dcr_match_table_free(table);
  return linked;
}

static void test_one_table(void) {
  dcr_bytes told = {0};
  uint32_t cluster[ROWS] = {0};
  dcr_linked *linked = link_with(NULL, 2);
  CHECK(dcr_linked_rows(linked) == ROWS && dcr_linked_rows(NULL) == 0);
  CHECK(dcr_linked_clusters(linked, cluster, ROWS, NULL) == DCR_OK);
  CHECK(cluster[0] == cluster[1] && cluster[0] != cluster[2] && cluster[3] != cluster[4]);

  size_t count = dcr_linked_pair_count(linked);
  dcr_linked_pair *pairs = calloc(count, sizeof *pairs);
  CHECK(count > 1 && dcr_linked_pair_count(NULL) == 0 && dcr_linked_pairs(linked, pairs, count, NULL) == DCR_OK);
  int links = 0, reviews = 0;
  for (size_t at = 0; at < count; at++) {
    CHECK(pairs[at].left < pairs[at].right && pairs[at].right < ROWS && pairs[at].rank <= pairs[at].score);
    links += pairs[at].outcome == DCR_MATCH_LINK && pairs[at].joined && pairs[at].guards == 0;
    reviews += pairs[at].review && pairs[at].outcome == DCR_MATCH_POSSIBLE && pairs[at].guards != 0;
  }
  CHECK(links == 1 && reviews > 0);
  free(pairs);

  CHECK(dcr_linked_tell(linked, TEXT("summary"), &told, NULL) == DCR_OK && contains(&told, "\"rows\":5"));
  dcr_bytes_free(&told);
  CHECK(dcr_linked_tell(linked, TEXT("review"), &told, NULL) == DCR_OK && contains(&told, "\"placeholder_name\""));
  dcr_bytes_free(&told);
  CHECK(dcr_linked_explain(linked, 0, 1, TEXT("text"), &told, NULL) == DCR_OK);
  CHECK(contains(&told, "a short form or spelling of the same name") && !contains(&told, "William"));
  dcr_bytes_free(&told);
  CHECK(dcr_linked_explain(linked, 0, 1, TEXT("json"), &told, NULL) == DCR_OK && contains(&told, "\"waterfall\":["));
  dcr_bytes_free(&told);
  FAILS(dcr_linked_explain(linked, 0, 99, TEXT("json"), &told, &error), DCR_ERROR_INPUT, "match-table.row-unknown");
  FAILS(dcr_linked_tell(linked, TEXT("poem"), &told, &error), DCR_ERROR_INPUT, "node.input.format");
  FAILS(dcr_linked_clusters(linked, cluster, ROWS - 1, &error), DCR_ERROR_INPUT, "match-table.room");
  dcr_linked_free(linked);
}

static void test_decisions(void) {
  uint32_t cluster[ROWS] = {0};
  dcr_linked *linked = link_with(SAME, 1);
  CHECK(dcr_linked_clusters(linked, cluster, ROWS, NULL) == DCR_OK && cluster[3] == cluster[4]);
  dcr_linked_free(linked);
  linked = link_with(APART, 1);
  CHECK(dcr_linked_clusters(linked, cluster, ROWS, NULL) == DCR_OK && cluster[0] != cluster[1]);
  dcr_linked_free(linked);
  linked = link_with("[]", 1);
  CHECK(dcr_linked_clusters(linked, cluster, ROWS, NULL) == DCR_OK && cluster[0] == cluster[1] && cluster[3] != cluster[4]);
  dcr_linked_free(linked);
}

static void test_two_tables(void) {
  dcr_match_table *one = clients(0, 1), *other = clients(1, 4);
  dcr_linked *linked = NULL;
  dcr_bytes told = {0};
  uint32_t cluster[ROWS] = {0};
  CHECK(dcr_link_table(one, other, ABSENT, ABSENT, 1, NULL, NULL, &linked, NULL) == DCR_OK);
  CHECK(dcr_linked_clusters(linked, cluster, ROWS, NULL) == DCR_OK && cluster[0] == cluster[1]);
  CHECK(dcr_linked_tell(linked, TEXT("summary"), &told, NULL) == DCR_OK && contains(&told, "\"second\":1"));
  dcr_bytes_free(&told);
  dcr_linked_free(linked);
  FAILS(dcr_match_train(one, other, ABSENT, 1, 0, &told, NULL, &error), DCR_ERROR_INPUT, "train.too-few");
  dcr_match_table_free(one);
  dcr_match_table_free(other);
}

static void test_evaluating(void) {
  const char person[] = "aabcc";
  const uint64_t offsets[] = {0, 1, 2, 3, 4, 5};
  const int32_t ranks[] = {400, 300, 300, 200, 200, 100};
  const uint8_t same[] = {1, 1, 1, 0, 1, 0};
  dcr_bytes report = {0}, svg = {0};
  dcr_linked *linked = link_with(NULL, 1);
  CHECK(dcr_linked_evaluate(linked, BYTES(person), offsets, 6, 0, &report, &svg, NULL) == DCR_OK);
  CHECK(contains(&report, "\"true_pairs\":2") && contains(&report, "\"precision\":1000000") && contains(&svg, "<svg"));
  dcr_bytes_free(&report);
  dcr_bytes_free(&svg);
  FAILS(dcr_linked_evaluate(linked, BYTES("aabc"), offsets, 5, 0, &report, NULL, &error), DCR_ERROR_INPUT,
        "match-table.truth");
  FAILS(dcr_linked_evaluate(linked, BYTES("aabc"), offsets, 6, 0, &report, NULL, &error), DCR_ERROR_INPUT,
        "match-table.buffer");
  dcr_linked_free(linked);
  CHECK(dcr_match_evaluate_scores(ranks, same, 6, 5, 0, &report, NULL, NULL) == DCR_OK);
  CHECK(contains(&report, "\"recommended\":{\"link\":300,\"possible\":100}"));
  dcr_bytes_free(&report);
}

/* Enough rows for a model: each person twice, once with a slip. */
static void test_training(void) {
  enum { PEOPLE = 200, TRAINED = 2 * PEOPLE };
  static char text[3][TRAINED * 24];
  static uint64_t offsets[3][TRAINED + 1];
  static const char *const fields[] = {"given_name", "family_name", "birth_date"};
  dcr_match_table *table = NULL;
  dcr_linked *linked = NULL;
  dcr_bytes model = {0}, report = {0};
  CHECK(dcr_match_table_new(TRAINED, &table, NULL) == DCR_OK);
  for (size_t row = 0; row < TRAINED; row++) {
    unsigned person = (unsigned)(row % PEOPLE), slip = row >= PEOPLE && person % 7 == 0;
    char value[3][24];
    snprintf(value[0], sizeof value[0], "Na%c%cella", 'a' + (int)(person % 20), 'b' + (int)(person / 20));
    snprintf(value[1], sizeof value[1], "Fo%c%csett", 'a' + (int)(person / 10), 'c' + (int)(person % 10));
    snprintf(value[2], sizeof value[2], "%04u-%02u-%02u", 1930 + person % 60, 1 + person % 12, 2 + (person + slip) % 26);
    for (size_t field = 0; field < 3; field++) {
      size_t len = strlen(value[field]);
      memcpy(text[field] + offsets[field][row], value[field], len);
      offsets[field][row + 1] = offsets[field][row] + len;
    }
  }
  for (size_t field = 0; field < 3; field++) {
    CHECK(dcr_match_table_add(table, TEXT(fields[field]), (const uint8_t *)text[field],
                              (size_t)offsets[field][TRAINED], offsets[field], TRAINED + 1, NULL) == DCR_OK);
  }
  CHECK(dcr_match_train(table, NULL, ABSENT, 2, 0, &model, &report, NULL) == DCR_OK);
  CHECK(contains(&model, "+trained") && contains(&report, "\"candidates\":") && contains(&report, "\"digest\":\""));
  CHECK(dcr_link_table(table, NULL, (const char *)model.data, model.len, ABSENT, 2, NULL, NULL, &linked, NULL) == DCR_OK);
  CHECK(dcr_linked_pair_count(linked) >= PEOPLE / 2);
  dcr_linked_free(linked);
  dcr_bytes_free(&model);
  dcr_bytes_free(&report);
  dcr_match_table_free(table);
}

static void test_refused(void) {
  const uint64_t offsets[] = {0, 1, 2, 3}, backwards[] = {0, 2, 1, 3};
  dcr_match_table *table = NULL;
  dcr_linked *linked = NULL;
  CHECK(dcr_match_table_new(3, &table, NULL) == DCR_OK);
#define ADDED(field, data, offsets, len) dcr_match_table_add(table, TEXT(field), BYTES(data), offsets, len, &error)
  FAILS(ADDED("surname", "abc", offsets, 4), DCR_ERROR_INPUT, "match-table.field-unknown");
  FAILS(ADDED("family_name", "abc", offsets, 3), DCR_ERROR_INPUT, "match-table.length");
  FAILS(ADDED("family_name", "abc", backwards, 4), DCR_ERROR_INPUT, "match-table.buffer");
  FAILS(ADDED("family_name", "ab", offsets, 4), DCR_ERROR_INPUT, "match-table.buffer");
  FAILS(ADDED("family_name", "a\xff" "c", offsets, 4), DCR_ERROR_INPUT, "match-table.not-text");
  CHECK(dcr_match_table_add(table, TEXT("local_id"), BYTES("abc"), offsets, 4, NULL) == DCR_OK);
  FAILS(dcr_link_table(table, NULL, ABSENT, ABSENT, 1, NULL, NULL, &linked, &error), DCR_ERROR_INPUT,
        "match-table.nothing-to-compare");
  dcr_match_table_free(table);
  table = clients(0, ROWS);
  int left = 1;
  FAILS(dcr_link_table(table, NULL, ABSENT, ABSENT, 1, hear, &left, &linked, &error), DCR_ERROR_INPUT,
        "match-table.broken-off");
  FAILS(dcr_link_table(table, NULL, TEXT("{"), ABSENT, 1, NULL, NULL, &linked, &error), DCR_ERROR_RULES, "match-model.json");
  FAILS(dcr_link_table(table, NULL, ABSENT, TEXT("{}"), 1, NULL, NULL, &linked, &error), DCR_ERROR_INPUT,
        "node.input.document");
  CHECK(linked == NULL);
  if (sizeof(size_t) > 4) {
    dcr_match_table *huge = NULL;
    FAILS(dcr_match_table_new((size_t)-1, &huge, &error), DCR_ERROR_INPUT, "match-table.too-many-rows");
    CHECK(huge == NULL);
  }
  dcr_match_table_free(table);
}

/* Every pointer that must not be NULL is refused. */
static void test_null(void) {
  dcr_match_table *table = clients(0, ROWS);
  dcr_linked *linked = link_with(NULL, 1), *nothing = NULL;
  dcr_bytes told = {0};
  const uint64_t offsets[] = {0};
  int32_t rank = 0;
  uint8_t same = 0;
#define REFUSED(call) FAILS(call, DCR_ERROR_NULL_POINTER, "ffi.null-pointer")
  REFUSED(dcr_match_table_new(1, NULL, &error));
  REFUSED(dcr_match_table_add(NULL, TEXT("uprn"), ABSENT, offsets, 1, &error));
  REFUSED(dcr_match_table_add(table, NULL, 3, ABSENT, offsets, 1, &error));
  REFUSED(dcr_match_table_add(table, TEXT("uprn"), NULL, 3, offsets, 1, &error));
  REFUSED(dcr_match_table_add(table, TEXT("uprn"), ABSENT, NULL, 6, &error));
  REFUSED(dcr_match_table_add(table, TEXT("uprn"), ABSENT, offsets, (size_t)-1, &error));
  REFUSED(dcr_link_table(NULL, NULL, ABSENT, ABSENT, 1, NULL, NULL, &nothing, &error));
  REFUSED(dcr_link_table(table, NULL, NULL, 3, ABSENT, 1, NULL, NULL, &nothing, &error));
  REFUSED(dcr_link_table(table, NULL, ABSENT, NULL, 3, 1, NULL, NULL, &nothing, &error));
  REFUSED(dcr_link_table(table, NULL, ABSENT, ABSENT, 1, NULL, NULL, NULL, &error));
  REFUSED(dcr_match_train(NULL, NULL, ABSENT, 1, 0, &told, NULL, &error));
  REFUSED(dcr_match_train(table, NULL, NULL, 3, 1, 0, &told, NULL, &error));
  REFUSED(dcr_match_train(table, NULL, ABSENT, 1, 0, NULL, NULL, &error));
  REFUSED(dcr_match_evaluate_scores(NULL, &same, 1, 0, 0, &told, NULL, &error));
  REFUSED(dcr_match_evaluate_scores(&rank, NULL, 1, 0, 0, &told, NULL, &error));
  REFUSED(dcr_match_evaluate_scores(&rank, &same, 1, 0, 0, NULL, NULL, &error));
  REFUSED(dcr_linked_clusters(NULL, NULL, 0, &error));
  REFUSED(dcr_linked_clusters(linked, NULL, ROWS, &error));
  REFUSED(dcr_linked_pairs(NULL, NULL, 0, &error));
  REFUSED(dcr_linked_pairs(linked, NULL, dcr_linked_pair_count(linked), &error));
  REFUSED(dcr_linked_tell(NULL, TEXT("pairs"), &told, &error));
  REFUSED(dcr_linked_tell(linked, NULL, 3, &told, &error));
  REFUSED(dcr_linked_tell(linked, TEXT("pairs"), NULL, &error));
  REFUSED(dcr_linked_explain(NULL, 0, 1, TEXT("json"), &told, &error));
  REFUSED(dcr_linked_explain(linked, 0, 1, NULL, 3, &told, &error));
  REFUSED(dcr_linked_explain(linked, 0, 1, TEXT("json"), NULL, &error));
  REFUSED(dcr_linked_evaluate(NULL, ABSENT, offsets, 1, 0, &told, NULL, &error));
  REFUSED(dcr_linked_evaluate(linked, NULL, 3, offsets, 1, 0, &told, NULL, &error));
  REFUSED(dcr_linked_evaluate(linked, ABSENT, NULL, 3, 0, &told, NULL, &error));
  REFUSED(dcr_linked_evaluate(linked, ABSENT, offsets, 1, 0, NULL, NULL, &error));
  dcr_match_table_free(NULL);
  dcr_linked_free(NULL);
  dcr_match_table_free(table);
  dcr_linked_free(linked);
}

int main(void) {
  test_one_table();
  test_decisions();
  test_two_tables();
  test_evaluating();
  test_training();
  test_refused();
  test_null();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
