/* What C makes of the clients in tests/vectors/matching: agree_match CLIENTS.csv OUT. */
#include "dcr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)
#define COLUMNS 12
#define ROWS 100
#define DECISIONS                                                                                             \
  "[{\"left\": {\"source\": \"RDZ\", \"local_id\": \"78\"}, \"right\": {\"source\": \"10B\", \"local_id\": \"C5\"}," \
  "  \"decision\": \"same\"}, {\"left\": 4, \"right\": 5, \"decision\": \"different\"}]"

static void check(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "agree_match: %s\n", what);
    exit(EXIT_FAILURE);
  }
}

static const char *out;

static FILE *open_out(const char *name, const char *what) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.%s", out, name, what);
  FILE *file = fopen(path, "wb");
  check(file != NULL, path);
  return file;
}

static void keep(FILE *file, dcr_bytes *bytes) {
  check(fwrite(bytes->data, 1, bytes->len, file) == bytes->len, "write");
  dcr_bytes_free(bytes);
}

static void match(const dcr_match_table *table, const char *name, const char *decisions) {
  static const char *const forms[] = {"summary", "clusters", "pairs", "review", "model"};
  dcr_linked *linked = NULL;
  dcr_bytes told = {0};
  check(dcr_link_table(table, NULL, TEXT("english"), TEXT(decisions), 2, NULL, NULL, &linked, NULL) == DCR_OK, "link");
  for (size_t at = 0; at < sizeof forms / sizeof *forms; at++) {
    FILE *file = open_out(name, forms[at]);
    check(dcr_linked_tell(linked, TEXT(forms[at]), &told, NULL) == DCR_OK, forms[at]);
    keep(file, &told);
    fclose(file);
  }
  size_t count = dcr_linked_pair_count(linked);
  dcr_linked_pair *pairs = calloc(count + 1, sizeof *pairs);
  check(pairs && dcr_linked_pairs(linked, pairs, count, NULL) == DCR_OK, "pairs");
  FILE *words = open_out(name, "explained"), *pieces = open_out(name, "waterfalls");
  for (size_t at = 0; at < count; at++) {
    check(dcr_linked_explain(linked, pairs[at].left, pairs[at].right, TEXT("text"), &told, NULL) == DCR_OK, "explain");
    keep(words, &told);
    check(dcr_linked_explain(linked, pairs[at].left, pairs[at].right, TEXT("json"), &told, NULL) == DCR_OK, "explain");
    keep(pieces, &told);
  }
  fclose(words);
  fclose(pieces);
  free(pairs);
  dcr_linked_free(linked);
}

int main(int count, char **arguments) {
  static char texts[COLUMNS][8192], line[1024], names[COLUMNS][32];
  static uint64_t offsets[COLUMNS][ROWS + 1];
  check(count == 3, "agree_match CLIENTS.csv OUT");
  out = arguments[2];
  FILE *file = fopen(arguments[1], "r");
  check(file != NULL, arguments[1]);
  size_t rows = 0;
  /* No field of the file is quoted. */
  for (int head = 1; fgets(line, sizeof line, file); head = 0) {
    line[strcspn(line, "\r\n")] = '\0';
    char *at = line;
    for (size_t column = 0; column < COLUMNS; column++) {
      size_t len = strcspn(at, ",");
      if (head) {
        snprintf(names[column], sizeof names[column], "%.*s", (int)len, at);
      } else {
        check(rows < ROWS && offsets[column][rows] + len < sizeof texts[column], "the file is too long");
        memcpy(texts[column] + offsets[column][rows], at, len);
        offsets[column][rows + 1] = offsets[column][rows] + len;
      }
      at += len + (at[len] == ',');
    }
    rows += !head;
  }
  fclose(file);
  dcr_match_table *table = NULL;
  check(dcr_match_table_new(rows, &table, NULL) == DCR_OK, "new");
  for (size_t column = 0; column < COLUMNS; column++) {
    check(dcr_match_table_add(table, TEXT(names[column]), (const uint8_t *)texts[column],
                              (size_t)offsets[column][rows], offsets[column], rows + 1, NULL) == DCR_OK,
          names[column]);
  }
  match(table, "plain", "[]");
  match(table, "decided", DECISIONS);
  dcr_match_table_free(table);
  return EXIT_SUCCESS;
}
