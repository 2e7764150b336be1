/* The numbers of a verdict, on one line: verdict POLICY REGISTER REQUEST RECORD, each a file; `-` for RECORD: nobody is
 * found. */
#include "dcr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "verdict: %s\n", what);
    exit(EXIT_FAILURE);
  }
}

static size_t read_file(const char *path, char *out, size_t len) {
  FILE *file = fopen(path, "rb");
  check(file != NULL, path);
  size_t count = fread(out, 1, len, file);
  check(count < len, "the file is too long");
  fclose(file);
  return count;
}

int main(int count, char **arguments) {
  check(count == 5, "verdict POLICY REGISTER REQUEST RECORD");
  static char policy[262144], members[262144], text[262144];
  dcr_plan *plan = NULL;
  dcr_request *request = NULL;
  dcr_person *person = NULL;
  dcr_verdict verdict;
  size_t policy_len = read_file(arguments[1], policy, sizeof policy);
  size_t members_len = read_file(arguments[2], members, sizeof members);
  check(dcr_plan_new(policy, policy_len, members, members_len, &plan, NULL) == DCR_OK, "plan");
  check(dcr_request_new(text, read_file(arguments[3], text, sizeof text), &request, NULL) == DCR_OK, "request");
  if (strcmp(arguments[4], "-") != 0) {
    check(dcr_person_new(text, read_file(arguments[4], text, sizeof text), &person, NULL) == DCR_OK, "record");
  }
  check(dcr_plan_decide(plan, request, person, &verdict, NULL) == DCR_OK, "decide");
  printf("%" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32, verdict.outcome,
         verdict.refusal, verdict.obligations, verdict.overrides, verdict.full, verdict.coded, verdict.existence);
  printf(" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, verdict.permits,
         verdict.denies, verdict.withholds, verdict.reduces, verdict.overridden, verdict.ignored, verdict.flags);
  printf(" %" PRId64 "\n", verdict.valid_until);
  dcr_plan_free(plan);
  dcr_request_free(request);
  dcr_person_free(person);
  return EXIT_SUCCESS;
}
