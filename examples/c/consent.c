/*
 * Consent from C, without a node: a hospital system's vendor decides on looks at records that its own system holds. It loads
 * the county's policy and register, decides for a doctor about two people, prints which rules answered and the same in
 * sentences, and tells what a stricter policy would change.
 *
 * Build and run it in the project's root folder:
 *
 *   cargo build --release -p dcr-ffi
 *   cc -std=c11 -Wall -Wextra -Werror -I include -o consent examples/c/consent.c -L target/release -ldcr -Wl,-rpath,target/release
 *   ./consent dcr-core/src/consent/dorset_example.json dcr-core/src/register/dorset_example.json \
 *     dcr-core/src/consent/strict_example.json
 *
 * Everybody in it is made up.
 */
#include "dcr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char REQUEST[] =
    "{\"user\": {\"id\": \"555000111222\", \"name\": \"Dr Ada Marsh\"}, \"organisation\": \"RBD\","
    " \"role\": \"R8000\", \"purpose\": \"TREAT\", \"relationship\": {\"kind\": \"referral\"},"
    " \"at\": \"2026-11-22T09:00:00Z\"}";

/* What the rules need to know of a record: where its statements come from and how they are labelled, and what the person
 * decided. The clinical content stays in the vendor's system. */
#define RECORD(directives)                                                                        \
  "{\"demographics\": [{\"source\": [\"RBD\", \"PAS\", \"patient\"], \"labels\": []}],"           \
  " \"directives\": [" directives "], \"lines\": ["                                               \
  "  {\"section\": \"problems\", \"statements\": [{\"source\": [\"RBD\", \"PAS\", \"diabetes\"], " \
  "\"labels\": []}]},"                                                                            \
  "  {\"section\": \"medications\", \"statements\": [{\"source\": [\"J81001\", \"GP\", \"insulin\"], " \
  "\"labels\": []}]}]}"

static const char DOROTHEA[] = RECORD(
    "{\"effect\": \"dissent\", \"scope\": {\"section\": \"medications\"}, \"authority\": \"person\","
    " \"made\": \"2026-02-01T10:00:00Z\", \"ends\": \"2027-02-01T00:00:00Z\"}");
static const char EBENEZER[] = RECORD(
    "{\"effect\": \"dissent\", \"scope\": {\"shared-record\": \"hide\"}, \"authority\": \"person\","
    " \"made\": \"2026-02-01T10:00:00Z\"}");

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

/* The whole of a file; ends the program where it cannot be read. */
static char *read_file(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  *len = 0;
  for (size_t room = 0; file && !feof(file) && !ferror(file);) {
    if (*len == room) {
      room = room == 0 ? 65536 : 2 * room;
      char *more = realloc(text, room);
      if (!more) {
        break;
      }
      text = more;
    }
    *len += fread(text + *len, 1, room - *len, file);
  }
  if (!file || ferror(file) || !feof(file)) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(EXIT_FAILURE);
  }
  fclose(file);
  return text;
}

static dcr_plan *read_plan(const char *policy_path, const char *register_path) {
  size_t policy_len = 0, register_len = 0;
  char *policy = read_file(policy_path, &policy_len), *members = read_file(register_path, &register_len);
  dcr_error *error = NULL;
  dcr_plan *plan = NULL;
  check(dcr_plan_new(policy, policy_len, members, register_len, &plan, &error), error, "plan");
  free(policy);
  free(members);
  return plan;
}

/* Prints a word for every bit. */
static void print_bits(const char *title, uint64_t bits, const char *(*name)(uint32_t)) {
  for (uint32_t place = 0; place < 64 && name(place); place++) {
    if (bits >> place & 1) {
      printf("  %s %s\n", title, name(place));
    }
  }
}

static void print_told(dcr_bytes *told) {
  printf("  %.*s\n", (int)told->len, (const char *)told->data);
  dcr_bytes_free(told);
}

/* Decides, prints what the account needs and what the doctor is told; whether the look is permitted. */
static int decide(const char *whose, const dcr_plan *plan, const dcr_request *request, const dcr_person *person) {
  dcr_error *error = NULL;
  dcr_verdict verdict;
  check(dcr_plan_decide(plan, request, person, &verdict, &error), error, "decide");
  printf("\n== %s: %s\n", whose, verdict.outcome == DCR_PERMIT ? "permitted" : "refused");
  print_bits("permits:", verdict.permits, dcr_rule_name);
  print_bits("denies:", verdict.denies, dcr_rule_name);
  print_bits("withholds:", verdict.withholds, dcr_rule_name);
  print_bits("open:", verdict.full, dcr_section_name);
  if (verdict.valid_until != INT64_MAX) {
    printf("  may change at %" PRId64 " ms since 1970\n", verdict.valid_until);
  }
  dcr_bytes told = {0};
  check(dcr_plan_explain(plan, request, person, DCR_FOR_ACCOUNT, &told, &error), error, "explain");
  printf("for the account:\n");
  print_told(&told);
  check(dcr_plan_explain(plan, request, person, DCR_FOR_REQUESTER, &told, &error), error, "explain");
  printf("for the doctor:\n");
  print_told(&told);
  return verdict.outcome == DCR_PERMIT;
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "consent POLICY REGISTER STRICTER-POLICY\n");
    return EXIT_FAILURE;
  }
  dcr_plan *plan = read_plan(arguments[1], arguments[2]), *stricter = read_plan(arguments[3], arguments[2]);

  dcr_error *error = NULL;
  dcr_request *request = NULL;
  dcr_person *dorothea = NULL, *ebenezer = NULL;
  check(dcr_request_new(REQUEST, strlen(REQUEST), &request, &error), error, "request");
  check(dcr_person_new(DOROTHEA, strlen(DOROTHEA), &dorothea, &error), error, "record");
  check(dcr_person_new(EBENEZER, strlen(EBENEZER), &ebenezer, &error), error, "record");

  int seen = decide("Dorothea, who keeps her medicines to herself", plan, request, dorothea);
  int refused = !decide("Ebenezer, who opted out", plan, request, ebenezer);

  dcr_bytes told = {0};
  check(dcr_plan_what_if(plan, stricter, request, dorothea, &told, &error), error, "what if");
  printf("\n== What the stricter policy would change for this look\n");
  print_told(&told);
  check(dcr_plan_admission(plan, "RBD", strlen("RBD"), "2026-11-22T09:00:00Z", strlen("2026-11-22T09:00:00Z"), &told,
                           &error),
        error, "admission");
  printf("\n== Whether the hospital is admitted\n");
  print_told(&told);

  dcr_person_free(dorothea);
  dcr_person_free(ebenezer);
  dcr_request_free(request);
  dcr_plan_free(plan);
  dcr_plan_free(stricter);
  return seen && refused ? EXIT_SUCCESS : EXIT_FAILURE;
}
