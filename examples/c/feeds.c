/*
 * A hospital's interface team: what would a message become, take a morning's feed with progress, answer the sender, look
 * at what could not be used and try it again, report how well the source delivers, and hand the record on as FHIR.
 *
 * Build and run it in the project's root folder:
 *
 *   cargo build --release -p dcr-ffi
 *   cc -std=c11 -Wall -Wextra -Werror -I include -o feeds examples/c/feeds.c -L target/release -ldcr -Wl,-rpath,target/release
 *   ./feeds FOLDER      (a folder that is not there yet; the node is left in it)
 *
 * Everybody in it is made up.
 */
#include "dcr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)
#define BYTES(text) (const uint8_t *)(text), strlen(text)
#define ABSENT NULL, 0
#define SOURCE "RBD/PAS"
#define RECEIVED "2026-07-03T12:05:00Z"

static const char ADMISSION[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4\r"
    "EVN|A01|20260703085900\r"
    "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r"
    "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1\r";

static const char RESULT[] =
    "MSH|^~\\&|LIMS|RBD|DCR|DCR|20260703120000||ORU^R01|R1|P|2.4\r"
    "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r"
    "OBR|1|P1|F1|FBC^FULL BLOOD COUNT^L|||202607030800\r"
    "OBX|1|NM|HB^HAEMOGLOBIN^L||118|g/L|115-165|N|||F\r";

/* Nobody is named in it. */
static const char NOBODY[] = "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703091500||ADT^A01|A2|P|2.4\rEVN|A01|20260703091400\r";

static const char DOCTOR[] =
    "{\"user\": {\"id\": \"dr-1\"}, \"organisation\": \"RBD\", \"role\": \"R8000\", \"purpose\": \"TREAT\","
    " \"relationship\": {\"kind\": \"admission\"}, \"at\": \"2026-07-03T13:00:00Z\"}";

/* Ends the program with the library's own words where a call failed. An error never carries personal data. */
static void check(dcr_status status, dcr_error *error, const char *what) {
  if (status == DCR_OK) {
    return;
  }
  size_t code_len = 0, message_len = 0;
  const char *code = dcr_error_code(error, &code_len), *message = dcr_error_message(error, &message_len);
  fprintf(stderr, "%s: %.*s (%.*s)\n", what, (int)message_len, message ? message : "", (int)code_len, code ? code : "");
  dcr_error_free(error);
  exit(EXIT_FAILURE);
}

static void print(dcr_bytes *bytes) {
  for (size_t at = 0; at < bytes->len; at++) {
    putchar(bytes->data[at] == '\r' ? '\n' : bytes->data[at]);
  }
  putchar('\n');
  dcr_bytes_free(bytes);
}

static int32_t show(void *user, uint64_t inputs, uint64_t refused, uint64_t accepted, uint64_t quarantined) {
  (void)user;
  printf("%" PRIu64 " inputs done: %" PRIu64 " refused, %" PRIu64 " accepted, %" PRIu64 " in quarantine\n", inputs,
         refused, accepted, quarantined);
  return 0;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: feeds FOLDER\n");
    return EXIT_FAILURE;
  }
  uint8_t key[DCR_NODE_KEY_LEN];
  dcr_error *error = NULL;
  dcr_node *node = NULL;
  dcr_bytes out = {0}, answers = {0};
  check(dcr_node_key_generate(key, &error), error, "key");
  check(dcr_node_create(TEXT(arguments[1]), TEXT("RBD"), ABSENT, ABSENT, key, &node, &error), error, "create");

  check(dcr_read_contributions(BYTES(RESULT), TEXT("hl7v2"), TEXT(SOURCE), ABSENT, TEXT(RECEIVED), &out, &error), error,
        "read");
  printf("The result would become %zu bytes of contributions.\n", out.len);
  dcr_bytes_free(&out);

  const dcr_input feed[] = {{BYTES(ADMISSION)}, {BYTES(NOBODY)}, {BYTES(RESULT)}};
  check(dcr_node_submit_batch(node, feed, 3, TEXT("hl7v2"), TEXT(SOURCE), ABSENT, TEXT(RECEIVED), show, NULL, &out,
                              &error),
        error, "batch");
  dcr_bytes_free(&out);

  check(dcr_node_submit_acknowledged(node, BYTES(NOBODY), TEXT(SOURCE), TEXT(RECEIVED), TEXT("DCR1"), TEXT(RECEIVED),
                                     &out, &answers, &error),
        error, "acknowledge");
  dcr_bytes_free(&out);
  printf("The sender of the broken message is answered:\n");
  print(&answers);

  check(dcr_node_quarantine(node, &out, &error), error, "quarantine");
  print(&out);
  check(dcr_node_quarantined_bytes(node, 1, &out, &error), error, "quarantined bytes");
  print(&out);
  check(dcr_node_replay(node, 1, &out, &error), error, "try again");
  print(&out);

  check(dcr_node_quality(node, TEXT("2026-07-03"), TEXT("2026-07-03"), TEXT("text"), &out, &error), error, "quality");
  print(&out);

  dcr_answer *answer = NULL;
  check(dcr_node_view(node, TEXT(DOCTOR), TEXT("9990000018"), &answer, &error), error, "view");
  check(dcr_answer_render(answer, TEXT("fhir"), &out, &error), error, "fhir");
  printf("As UK Core FHIR: %zu bytes.\n", out.len);
  dcr_bytes_free(&out);
  check(dcr_answer_render(answer, TEXT("ips"), &out, &error), error, "ips");
  printf("As International Patient Summary: %zu bytes.\n", out.len);
  dcr_bytes_free(&out);
  dcr_answer_free(answer);
  check(dcr_node_close(node, &error), error, "close");
  return EXIT_SUCCESS;
}
