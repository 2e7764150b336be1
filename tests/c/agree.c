/* What C makes of the exemplar in tests/vectors/exemplar: agree FOLDER EXEMPLAR OUT. */
#include "dcr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)

/* When two of the four messages had been received. */
#define BEFORE "2026-07-03T18:00:00.000Z"

static void check(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "agree: %s\n", what);
    exit(EXIT_FAILURE);
  }
}

static FILE *open_in(const char *folder, const char *name, const char *mode) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, mode);
  check(file != NULL, path);
  return file;
}

static size_t read_file(const char *folder, const char *name, char *out, size_t len) {
  FILE *file = open_in(folder, name, "rb");
  size_t count = fread(out, 1, len - 1, file);
  check(count < len - 1, "the file is too long");
  fclose(file);
  out[count] = '\0';
  return count;
}

static void keep(const char *folder, const char *name, const char *what, dcr_bytes *bytes) {
  char path[256];
  snprintf(path, sizeof path, "%s%s", name, what);
  FILE *file = open_in(folder, path, "wb");
  check(fwrite(bytes->data, 1, bytes->len, file) == bytes->len, "write");
  fclose(file);
  dcr_bytes_free(bytes);
}

int main(int count, char **arguments) {
  check(count == 4, "agree FOLDER EXEMPLAR OUT");
  const char *folder = arguments[1], *exemplar = arguments[2], *out = arguments[3];
  static char text[65536], request[4096], number[64];
  uint8_t key[DCR_NODE_KEY_LEN];
  dcr_node *node = NULL;
  dcr_answer *answer = NULL;
  dcr_bytes told = {0};

  read_file(exemplar, "key.hex", text, sizeof text);
  for (size_t at = 0; at < sizeof key; at++) {
    unsigned byte = 0;
    check(sscanf(text + 2 * at, "%2x", &byte) == 1, "the key is not hexadecimal");
    key[at] = (uint8_t)byte;
  }
  check(dcr_node_open(TEXT(folder), key, &node, NULL) == DCR_OK, "open");

  FILE *inputs = open_in(exemplar, "inputs.txt", "r");
  char name[64], format[32], source[64], mapping[64], received[32];
  while (fscanf(inputs, "%63s %31s %63s %63s %31s", name, format, source, mapping, received) == 5) {
    size_t len = read_file(exemplar, name, text, sizeof text);
    size_t mapping_len = strcmp(mapping, "-") == 0 ? 0 : strlen(mapping);
    check(dcr_read_contributions((const uint8_t *)text, len, TEXT(format), TEXT(source), mapping, mapping_len,
                                 TEXT(received), &told, NULL) == DCR_OK,
          "read");
    keep(out, name, ".contributions", &told);
    check(dcr_node_submit(node, (const uint8_t *)text, len, TEXT(format), TEXT(source), mapping, mapping_len,
                          TEXT(received), &told, NULL) == DCR_OK,
          "submit");
    keep(out, name, ".receipt", &told);
  }
  fclose(inputs);

  read_file(exemplar, "request.json", request, sizeof request);
  read_file(exemplar, "nhs-number.txt", number, sizeof number);
  number[strcspn(number, "\n")] = '\0';
  check(dcr_node_view(node, TEXT(request), TEXT(number), &answer, NULL) == DCR_OK, "view");
  check(dcr_answer_render(answer, TEXT("record"), &told, NULL) == DCR_OK, "record");
  keep(out, "record", "", &told);
  check(dcr_answer_render(answer, TEXT("decision"), &told, NULL) == DCR_OK, "decision");
  keep(out, "decision", "", &told);
  check(dcr_answer_render(answer, TEXT("json"), &told, NULL) == DCR_OK, "answer");
  keep(out, "answer", "", &told);
  check(dcr_node_audit_leaf(node, dcr_answer_audit_index(answer), &told, NULL) == DCR_OK, "leaf");
  FILE *leaf = open_in(out, "audit-leaf", "w");
  for (size_t at = 0; at < told.len; at++) {
    fprintf(leaf, "%02x", told.data[at]);
  }
  fputc('\n', leaf);
  fclose(leaf);
  dcr_bytes_free(&told);
  check(dcr_answer_render(answer, TEXT("story"), &told, NULL) == DCR_OK, "story");
  keep(out, "story", "", &told);
  dcr_answer_free(answer);
  check(dcr_node_view_as_at(node, TEXT(request), TEXT(number), TEXT(BEFORE), TEXT(BEFORE), &answer, NULL) == DCR_OK,
        "past");
  check(dcr_answer_render(answer, TEXT("record"), &told, NULL) == DCR_OK, "record");
  keep(out, "past", "", &told);
  dcr_answer_free(answer);
  check(dcr_node_changes(node, TEXT(request), TEXT(number), TEXT(BEFORE), &told, NULL) == DCR_OK, "changes");
  keep(out, "changes", "", &told);
  check(dcr_node_close(node, NULL) == DCR_OK, "close");
  return EXIT_SUCCESS;
}
