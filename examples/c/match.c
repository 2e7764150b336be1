/*
 * A council matches its clients, of whom many have no NHS number: match, review, decide, undo, explain.
 *
 * Build and run it in the project's root folder:
 *
 *   cargo build --release -p dcr-ffi
 *   cc -std=c11 -Wall -Wextra -Werror -I include -o match examples/c/match.c -L target/release -ldcr -Wl,-rpath,target/release
 *   ./match tests/vectors/matching/clients.csv
 *
 * The file is read in the simplest way: no field of it is quoted. Everybody in it is made up.
 */
#include "dcr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 12
#define ROWS 100
#define BABY (1u << 7) /* the guard `placeholder_name`, I57: the eighth of the list */

/* Ends the program with the library's own words where a call failed. An error never carries personal data. */
static void check(dcr_status status, dcr_error *error, const char *what) {
  if (status == DCR_OK) {
    return;
  }
  size_t code_len = 0, message_len = 0;
  const char *code = dcr_error_code(error, &code_len);
  const char *message = dcr_error_message(error, &message_len);
  fprintf(stderr, "%s: %s (%.*s): %.*s\n", what, dcr_status_name(status), (int)code_len, code ? code : "",
          (int)message_len, message ? message : "");
  dcr_error_free(error);
  exit(EXIT_FAILURE);
}

/* The texts of a column one after the other, as Arrow's large strings: text n from offset n to offset n + 1. */
typedef struct {
  char name[32];
  char text[8192];
  uint64_t offsets[ROWS + 1];
} column;

static column columns[COLUMNS];

/* The fields of a line, without its end; how many there are. */
static size_t fields_of(char *line, char *fields[COLUMNS]) {
  size_t count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char *at = line; at && count < COLUMNS; count++) {
    fields[count] = at;
    at = strchr(at, ',');
    if (at) {
      *at++ = '\0';
    }
  }
  return count;
}

static dcr_match_table *read_table(const char *path) {
  char line[1024], *fields[COLUMNS];
  FILE *file = fopen(path, "r");
  if (!file || !fgets(line, sizeof line, file)) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(EXIT_FAILURE);
  }
  size_t count = fields_of(line, fields), rows = 0;
  for (size_t at = 0; at < count; at++) {
    snprintf(columns[at].name, sizeof columns[at].name, "%s", fields[at]);
  }
  for (; rows < ROWS && fgets(line, sizeof line, file); rows++) {
    size_t given = fields_of(line, fields);
    for (size_t at = 0; at < count; at++) {
      size_t begin = (size_t)columns[at].offsets[rows], len = at < given ? strlen(fields[at]) : 0;
      if (begin + len > sizeof columns[at].text) {
        fprintf(stderr, "%s is too long for this example\n", path);
        exit(EXIT_FAILURE);
      }
      memcpy(columns[at].text + begin, fields[at], len);
      columns[at].offsets[rows + 1] = begin + len;
    }
  }
  fclose(file);

  dcr_match_table *table = NULL;
  dcr_error *error = NULL;
  check(dcr_match_table_new(rows, &table, &error), error, "new table");
  for (size_t at = 0; at < count; at++) {
    check(dcr_match_table_add(table, columns[at].name, strlen(columns[at].name), (const uint8_t *)columns[at].text,
                              (size_t)columns[at].offsets[rows], columns[at].offsets, rows + 1, &error),
          error, columns[at].name);
  }
  return table;
}

/* Matches the table under decisions, and tells how many people there are and how many pairs to look at. */
static dcr_linked *match(const char *title, const dcr_match_table *table, const char *decisions) {
  dcr_linked *linked = NULL;
  dcr_error *error = NULL;
  check(dcr_link_table(table, NULL, NULL, 0, decisions, strlen(decisions), 2, NULL, NULL, &linked, &error), error,
        "match");
  size_t rows = dcr_linked_rows(linked), count = dcr_linked_pair_count(linked), people = 0, review = 0;
  uint32_t *clusters = calloc(rows + 1, sizeof *clusters);
  dcr_linked_pair *pairs = calloc(count + 1, sizeof *pairs);
  if (!clusters || !pairs) {
    exit(EXIT_FAILURE);
  }
  check(dcr_linked_clusters(linked, clusters, rows, &error), error, "clusters");
  check(dcr_linked_pairs(linked, pairs, count, &error), error, "pairs");
  for (size_t row = 0; row < rows; row++) {
    people += clusters[row] == row;
  }
  for (size_t at = 0; at < count; at++) {
    review += pairs[at].review == 1;
  }
  printf("%s: %zu rows are %zu people, %zu pairs to look at\n", title, rows, people, review);
  free(clusters);
  free(pairs);
  return linked;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "match CLIENTS.csv\n");
    return EXIT_FAILURE;
  }
  dcr_match_table *table = read_table(arguments[1]);
  dcr_error *error = NULL;
  dcr_bytes told = {0};

  /* Match. Nothing is joined that may be two people: such pairs wait for a person. */
  dcr_linked *linked = match("matched", table, "[]");

  /* Review: of those that wait, BABY and whoever was given her name; and of those that were joined, the first. */
  size_t pair_count = dcr_linked_pair_count(linked);
  dcr_linked_pair *pairs = calloc(pair_count + 1, sizeof *pairs), baby = {0}, joined = {0};
  if (!pairs) {
    return EXIT_FAILURE;
  }
  check(dcr_linked_pairs(linked, pairs, pair_count, &error), error, "pairs");
  for (size_t at = pair_count; at-- > 0;) {
    if (pairs[at].review && pairs[at].guards & BABY) {
      baby = pairs[at];
    }
    if (pairs[at].joined) {
      joined = pairs[at];
    }
  }
  free(pairs);

  /* Explain: how it comes to what it says, without repeating what the rows state. */
  check(dcr_linked_explain(linked, baby.left, baby.right, "text", 4, &told, &error), error, "explain");
  fwrite(told.data, 1, told.len, stdout);
  dcr_bytes_free(&told);
  dcr_linked_free(linked);

  /* Decide: she is one person, and two who were joined are two. The council keeps its decisions; they hold when the table
   * is matched again. */
  char decisions[256];
  snprintf(decisions, sizeof decisions, "[{\"left\": %" PRIu32 ", \"right\": %" PRIu32 ", \"decision\": \"same\"}]",
           baby.left, baby.right);
  dcr_linked_free(match("once joined", table, decisions));
  snprintf(decisions, sizeof decisions,
           "[{\"left\": %" PRIu32 ", \"right\": %" PRIu32 ", \"decision\": \"same\"},"
           " {\"left\": %" PRIu32 ", \"right\": %" PRIu32 ", \"decision\": \"different\"}]",
           baby.left, baby.right, joined.left, joined.right);
  dcr_linked_free(match("once kept apart", table, decisions));

  /* Undo: what is not decided any more is as if it had never been. */
  dcr_linked_free(match("once undone", table, "[]"));

  dcr_match_table_free(table);
  return EXIT_SUCCESS;
}
