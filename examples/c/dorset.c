/*
 * The Dorset Care Record from C: a hospital's node takes three messages about one person, shows the combined record to a
 * clinician, refuses after the person opts out, opens in an emergency, and accounts for every look.
 *
 * Build and run it in the project's root folder:
 *
 *   cargo build --release -p dcr-ffi
 *   cc -std=c11 -Wall -Wextra -Werror -I include -o dorset examples/c/dorset.c -L target/release -ldcr -Wl,-rpath,target/release
 *   ./dorset
 *
 * Everybody in it is made up.
 */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, opendir */

#include "dcr.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NHS_NUMBER "9990000018"

/* An admission, as the hospital's patient administration system sends it. */
static const char ADMISSION[] =
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4\r"
    "EVN|A01|20260703085900\r"
    "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F|||1 HIGH WEST STREET^^DORCHESTER^^DT1 "
    "1XJ||01632 960018\r"
    "PD1|||THE MEADOW SURGERY^^J81001\r"
    "NK1|1|DURDLE^EBENEZER|SON|2 SOUTH STREET^^DORCHESTER^^DT1 1AA|01632 960026\r"
    "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1\r"
    "AL1|1|DA|^PENICILLIN|SV|RASH\r";

/* A blood count, as the laboratory sends it. */
static const char RESULT[] =
    "MSH|^~\\&|LIMS|RBD|DCR|DCR|20260703120000||ORU^R01|R1|P|2.4\r"
    "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r"
    "OBR|1|P1|F1|FBC^FULL BLOOD COUNT^L|||202607030800\r"
    "OBX|1|NM|HB^HAEMOGLOBIN^L||118|g/L|115-165|N|||F\r";

/* What the practice holds, as a UK Core Bundle. */
static const char BUNDLE[] =
    "{\"resourceType\": \"Bundle\", \"type\": \"collection\", \"entry\": [\n"
    "  {\"resource\": {\"resourceType\": \"Patient\", \"id\": \"p1\",\n"
    "    \"meta\": {\"versionId\": \"1\", \"lastUpdated\": \"2026-06-01T09:00:00Z\",\n"
    "      \"profile\": [\"https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient\"]},\n"
    "    \"identifier\": [{\"system\": \"https://fhir.nhs.uk/Id/nhs-number\", \"value\": \"9990000018\"}],\n"
    "    \"name\": [{\"use\": \"official\", \"family\": \"Durdle\", \"given\": [\"Dorothea\"], \"prefix\": [\"Mrs\"]}],\n"
    "    \"gender\": \"female\", \"birthDate\": \"1940-02-01\"}},\n"
    "  {\"resource\": {\"resourceType\": \"Condition\", \"id\": \"c1\",\n"
    "    \"meta\": {\"versionId\": \"1\", \"lastUpdated\": \"2026-06-01T09:00:00Z\",\n"
    "      \"profile\": [\"https://fhir.hl7.org.uk/StructureDefinition/UKCore-Condition\"]},\n"
    "    \"clinicalStatus\": {\"coding\": [{\"system\":\n"
    "      \"http://terminology.hl7.org/CodeSystem/condition-clinical\", \"code\": \"active\"}]},\n"
    "    \"category\": [{\"coding\": [{\"system\":\n"
    "      \"http://terminology.hl7.org/CodeSystem/condition-category\", \"code\": \"problem-list-item\"}]}],\n"
    "    \"code\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"44054006\",\n"
    "      \"display\": \"Type 2 diabetes mellitus\"}]},\n"
    "    \"subject\": {\"reference\": \"Patient/p1\"}, \"onsetDateTime\": \"2014-03-11\"}}\n"
    "]}\n";

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

static void print(const char *title, dcr_bytes *bytes) {
  printf("\n== %s\n%.*s\n", title, (int)bytes->len, bytes->data ? (const char *)bytes->data : "");
  dcr_bytes_free(bytes);
}

static void submit(const dcr_node *node, const char *source, const char *text) {
  dcr_error *error = NULL;
  dcr_bytes receipt = {0};
  /* The format is told by the first bytes, and what arrives is received now. */
  check(dcr_node_submit(node, (const uint8_t *)text, strlen(text), "auto", strlen("auto"), source, strlen(source), NULL,
                        0, NULL, 0, &receipt, &error),
        error, "submit");
  print(source, &receipt);
}

/* A clinician of the hospital asks, to treat someone who was referred to her; `emergency` is the request's member that
 * declares one, or NULL. */
static void write_request(char *out, size_t len, const char *emergency) {
  char now[32];
  time_t seconds = time(NULL);
  strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
  snprintf(out, len,
           "{\"user\": {\"id\": \"555000111222\", \"name\": \"Dr Ada Marsh\"}, \"organisation\": \"RBD\","
           " \"role\": \"R8000\", \"purpose\": \"TREAT\", \"relationship\": {\"kind\": \"referral\"},%s \"at\": \"%s\"}",
           emergency ? emergency : "", now);
}

/* Asks to see the record and prints what may be seen. A refusal is an answer, not an error. */
static int look(const dcr_node *node, const char *title, const char *emergency) {
  char request[512];
  write_request(request, sizeof request, emergency);
  dcr_error *error = NULL;
  dcr_answer *answer = NULL;
  check(dcr_node_view(node, request, strlen(request), NHS_NUMBER, strlen(NHS_NUMBER), &answer, &error), error, "view");
  int permitted = dcr_answer_permitted(answer);
  const char *form = permitted ? "text" : "decision";
  dcr_bytes told = {0};
  check(dcr_answer_render(answer, form, strlen(form), &told, &error), error, "render");
  print(title, &told);
  dcr_answer_free(answer);
  return permitted;
}

static void opt_out(const dcr_node *node) {
  char request[512], document[1024];
  write_request(request, sizeof request, NULL);
  snprintf(document, sizeof document,
           "{\"nhs_number\": \"" NHS_NUMBER "\", \"mode\": \"hide\", \"authority\": \"person\", \"by\": %s}", request);
  dcr_error *error = NULL;
  check(dcr_node_opt_out(node, document, strlen(document), NULL, &error), error, "opt out");
}

static void remove_folder(const char *folder) {
  DIR *listing = opendir(folder);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (entry->d_name[0] != '.') {
      unlink(path);
    }
  }
  if (listing) {
    closedir(listing);
  }
  rmdir(folder);
}

int main(void) {
  if (dcr_abi_version() != DCR_ABI_VERSION) {
    fprintf(stderr, "libdcr has another binary interface than the header\n");
    return EXIT_FAILURE;
  }

  const char *parent = getenv("TMPDIR");
  char folder[1024];
  snprintf(folder, sizeof folder, "%s/dorset-XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder)) {
    perror("mkdtemp");
    return EXIT_FAILURE;
  }

  /* The key belongs into the hospital's key store: it is not kept in the folder and cannot be replaced. */
  dcr_error *error = NULL;
  uint8_t key[DCR_NODE_KEY_LEN];
  check(dcr_node_key_generate(key, &error), error, "key");

  /* No register and no policy: the ready ones for Dorset. */
  dcr_node *node = NULL;
  check(dcr_node_create(folder, strlen(folder), "RBD", strlen("RBD"), NULL, 0, NULL, 0, key, &node, &error), error,
        "create");

  submit(node, "RBD/PAS", ADMISSION);
  submit(node, "RBD/LIMS", RESULT);
  submit(node, "J81001/GP", BUNDLE);

  int seen = look(node, "The record", NULL);
  opt_out(node);
  int refused = !look(node, "After the opt-out", NULL);
  int opened = look(node, "In an emergency",
                    " \"break_glass\": {\"reason\": \"Unconscious in the emergency department\"},");

  char request[512];
  write_request(request, sizeof request, NULL);
  dcr_bytes events = {0}, verdict = {0};
  check(dcr_node_who_saw(node, request, strlen(request), NHS_NUMBER, strlen(NHS_NUMBER), &events, &error), error,
        "who saw");
  print("Who saw the record", &events);
  check(dcr_node_verify_audit(node, NULL, 0, &verdict, &error), error, "verify");
  print("The audit log", &verdict);

  check(dcr_node_close(node, &error), error, "close");
  memset(key, 0, sizeof key);
  remove_folder(folder);
  return seen && refused && opened ? EXIT_SUCCESS : EXIT_FAILURE;
}
