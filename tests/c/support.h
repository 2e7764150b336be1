/* What the C tests share: assertions that count, and short ways to call the library. */
#ifndef DCR_TEST_SUPPORT_H
#define DCR_TEST_SUPPORT_H

#include "dcr.h"

#include <stdio.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)
#define BYTES(text) (const uint8_t *)(text), strlen(text)
#define ABSENT NULL, 0

static int passed, failed;

#define CHECK(condition)                                                \
  do {                                                                  \
    if (condition) {                                                    \
      passed++;                                                         \
    } else {                                                            \
      failed++;                                                         \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                   \
  } while (0)

static inline int contains(const dcr_bytes *bytes, const char *text) {
  size_t len = strlen(text);
  for (size_t at = 0; at + len <= bytes->len; at++) {
    if (memcmp(bytes->data + at, text, len) == 0) {
      return 1;
    }
  }
  return 0;
}

static inline int is_text(const char *text, size_t len, const char *expected) {
  return len == strlen(expected) && memcmp(text, expected, len) == 0;
}

/* Checks the status and the stable code of a failed call, and ends its error. */
#define FAILS(call, expected_status, expected_code)                          \
  do {                                                                       \
    dcr_error *error = NULL;                                                 \
    dcr_status status = (call);                                              \
    size_t code_len = 0;                                                     \
    const char *code = dcr_error_code(error, &code_len);                     \
    CHECK(status == (expected_status));                                      \
    CHECK(dcr_error_status(error) == (expected_status));                     \
    CHECK(code != NULL && is_text(code, code_len, (expected_code)));         \
    if (code != NULL && !is_text(code, code_len, (expected_code))) {         \
      fprintf(stderr, "  the code is %.*s\n", (int)code_len, code);          \
    }                                                                        \
    dcr_error_free(error);                                                   \
  } while (0)

#endif
