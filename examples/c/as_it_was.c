/*
 * A ward round: the record as it was known in the morning, what changed since, and the stay as one story.
 *
 * Build and run it in the project's root folder:
 *
 *   cargo build --release -p dcr-ffi
 *   cc -std=c11 -Wall -Wextra -Werror -I include -o as_it_was examples/c/as_it_was.c -L target/release -ldcr -Wl,-rpath,target/release
 *   ./as_it_was FOLDER      (a folder that is not there yet; the node is left in it)
 *
 * Everybody in it is made up.
 */
#include "dcr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)
#define BYTES(text) (const uint8_t *)(text), strlen(text)
#define ABSENT NULL, 0
#define SOURCE "RBD/PAS"
#define NUMBER "9990000018"
#define MORNING "2026-07-03T10:00:00Z"

#define PERSON "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r"

static const char ADMISSION[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4\rEVN|A01|20260703085900\r" PERSON
    "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1|||||||||||||||||||||||||20260703083000\r";

static const char DISCHARGE[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260705150000||ADT^A03|A2|P|2.4\rEVN|A03|20260705150000\r" PERSON
    "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1|||||||||||||||||||||||||20260703083000|20260705143000\r"
    "AL1|1|DA|^PENICILLIN|SV|RASH\r";

static const char DOCTOR[] =
    "{\"user\": {\"id\": \"dr-1\"}, \"organisation\": \"RBD\", \"role\": \"R8000\", \"purpose\": \"TREAT\","
    " \"relationship\": {\"kind\": \"admission\"}, \"at\": \"2026-07-06T09:00:00Z\"}";

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

static void print(const char *title, dcr_bytes *bytes) {
  printf("%s\n%.*s\n", title, (int)bytes->len, (const char *)bytes->data);
  dcr_bytes_free(bytes);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: as_it_was FOLDER\n");
    return EXIT_FAILURE;
  }
  uint8_t key[DCR_NODE_KEY_LEN];
  dcr_error *error = NULL;
  dcr_node *node = NULL;
  dcr_answer *answer = NULL;
  dcr_bytes out = {0};
  check(dcr_node_key_generate(key, &error), error, "key");
  check(dcr_node_create(TEXT(arguments[1]), TEXT("RBD"), ABSENT, ABSENT, key, &node, &error), error, "create");
  check(dcr_node_submit(node, BYTES(ADMISSION), TEXT("hl7v2"), TEXT(SOURCE), ABSENT, TEXT("2026-07-03T09:00:01Z"), &out,
                        &error),
        error, "admission");
  dcr_bytes_free(&out);
  check(dcr_node_submit(node, BYTES(DISCHARGE), TEXT("hl7v2"), TEXT(SOURCE), ABSENT, TEXT("2026-07-05T15:00:01Z"), &out,
                        &error),
        error, "discharge");
  dcr_bytes_free(&out);

  check(dcr_node_view_as_at(node, TEXT(DOCTOR), TEXT(NUMBER), TEXT(MORNING), ABSENT, &answer, &error), error, "as it was");
  check(dcr_answer_render(answer, TEXT("text"), &out, &error), error, "text");
  print("What was known on the morning of the admission:", &out);
  dcr_answer_free(answer);

  check(dcr_node_changes(node, TEXT(DOCTOR), TEXT(NUMBER), TEXT(MORNING), &out, &error), error, "changes");
  print("What changed since:", &out);

  check(dcr_node_view(node, TEXT(DOCTOR), TEXT(NUMBER), &answer, &error), error, "view");
  check(dcr_answer_render(answer, TEXT("story"), &out, &error), error, "story");
  print("The story:", &out);
  dcr_answer_free(answer);
  check(dcr_node_close(node, &error), error, "close");
  return EXIT_SUCCESS;
}
