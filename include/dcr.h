/*
 * libdcr: the Dorset Care Record as a C library.
 *
 * Ownership. `_create`, `_open` and `_new` give you an object; its `_free` or `_close` is the only way to end it, and accepts
 * NULL. Bytes that the library returns in a `dcr_bytes` are ended by `dcr_bytes_free`, never by your own `free`. What
 * you pass in is read during the call and not kept.
 *
 * Text and bytes are a pointer and a length, UTF-8 where text is meant, without a terminating NUL. NULL with length 0 is
 * the empty text.
 *
 * Errors. Every function that can fail returns a `dcr_status`; 0 is success. Outputs are written only on success. The
 * last parameter may receive an error object with a stable code and a message; pass NULL if you do not want it. Messages
 * never carry personal data.
 *
 * Threads. Every object may be handed to another thread. One `dcr_node` may be used from several threads at once, and
 * so may a `dcr_plan`, a `dcr_request`, a `dcr_person` and a `dcr_linked`, which never change. An object must not be freed
 * while another thread uses it.
 *
 * A panic inside the library ends in DCR_ERROR_PANIC; the node it happened in then refuses every further call with
 * DCR_ERROR_POISONED and must be closed. Apart from the line that the Rust runtime itself writes to standard error in
 * that case, nothing is printed; and no thread is started, but for those that a call is told to use, which end with it.
 */

#ifndef DCR_H
#define DCR_H

/* Generated from dcr-ffi by cbindgen; do not edit. See docs/abi.md. */

#include <stddef.h>
#include <stdint.h>

/**
 * A pair goes no further.
 */
#define DCR_MATCH_NONE 0

/**
 * A pair is possible: a person looks at it.
 */
#define DCR_MATCH_POSSIBLE 1

/**
 * A pair is linked.
 */
#define DCR_MATCH_LINK 2

/**
 * Rows were read: `done` is how many so far.
 */
#define DCR_MATCH_READ 1

/**
 * Pairs were compared: `done` is of how many rules of blocking.
 */
#define DCR_MATCH_COMPARED 2

/**
 * Clusters were made.
 */
#define DCR_MATCH_CLUSTERED 3

/**
 * How many bytes a node's key has.
 */
#define DCR_NODE_KEY_LEN 32

/**
 * Tell everything, for the account.
 */
#define DCR_FOR_ACCOUNT 0

/**
 * Tell what the requester may know.
 */
#define DCR_FOR_REQUESTER 1

/**
 * The look is refused.
 */
#define DCR_DENY 0

/**
 * The look is permitted.
 */
#define DCR_PERMIT 1

/**
 * Nothing is refused.
 */
#define DCR_REFUSAL_NONE 0

/**
 * The requester may not look, whoever the person is: the reasons may be told.
 */
#define DCR_REFUSAL_NOT_PERMITTED 1

/**
 * There is no such person, or they are not the requester's to see: the two must look the same.
 */
#define DCR_REFUSAL_NOT_AVAILABLE 2

/**
 * The version of this binary interface; counts up when something is changed or removed. Compare it with
 * `dcr_abi_version()`.
 */
#define DCR_ABI_VERSION 2

/**
 * The answer to a request to see a record. Owned by the caller.
 */
typedef struct dcr_answer dcr_answer;

/**
 * An error: a status, a stable code and a message without personal data. Owned by the caller.
 */
typedef struct dcr_error dcr_error;

/**
 * What came of matching tables. Owned by the caller.
 */
typedef struct dcr_linked dcr_linked;

/**
 * A table that is matched, by columns. Owned by the caller; it may be freed once it was matched.
 */
typedef struct dcr_match_table dcr_match_table;

/**
 * One organisation's node: a folder. Owned by the caller.
 */
typedef struct dcr_node dcr_node;

/**
 * A person's record in its small form, read once. Owned by the caller; never changed.
 */
typedef struct dcr_person dcr_person;

/**
 * A policy and a register, compiled together. Owned by the caller; never changed, so that any number of threads may
 * decide by it at once.
 */
typedef struct dcr_plan dcr_plan;

/**
 * An access request, read once. Owned by the caller; never changed.
 */
typedef struct dcr_request dcr_request;

/**
 * What became of a call: 0 is success, everything else an error. Numbers are never used again for something else; a
 * caller must survive one that it does not know.
 */
typedef int32_t dcr_status;

/**
 * Bytes that the library returns. End them with `dcr_bytes_free`.
 */
typedef struct dcr_bytes {
  /**
   * The first byte; NULL when there are none.
   */
  uint8_t *data;
  /**
   * How many bytes.
   */
  size_t len;
} dcr_bytes;

/**
 * One input of a batch.
 */
typedef struct dcr_input {
  /**
   * The first byte; NULL when there are none.
   */
  const uint8_t *data;
  /**
   * How many bytes.
   */
  size_t len;
} dcr_input;

/**
 * Told by `dcr_node_submit_batch` how far it has come: inputs done, of those the ones that could not be begun, units
 * accepted, units in quarantine. All of it is durable. 0 goes on, anything else stops the batch there.
 *
 * It runs on the calling thread, may call the node, and must return: no exception and no `longjmp` may leave it.
 */
typedef int32_t (*dcr_progress)(void *user,
                                uint64_t inputs,
                                uint64_t refused,
                                uint64_t accepted,
                                uint64_t quarantined);

/**
 * A pair of rows that is possible or linked.
 */
typedef struct dcr_linked_pair {
  /**
   * The earlier row.
   */
  uint32_t left;
  /**
   * The later row.
   */
  uint32_t right;
  /**
   * The score in hundredths of a bit.
   */
  int32_t score;
  /**
   * The score as it ranks: with a guard below the threshold of linking.
   */
  int32_t rank;
  /**
   * What follows from the pair alone: one of the `DCR_MATCH_` outcomes.
   */
  int32_t outcome;
  /**
   * The guards it meets: bit `n` for the guard at place `n` of the list in `docs/identity.md`, from I50 on.
   */
  uint32_t guards;
  /**
   * 1 where the two are in one cluster, else 0.
   */
  int32_t joined;
  /**
   * 1 where a person should look at it, else 0.
   */
  int32_t review;
} dcr_linked_pair;

/**
 * Told by `dcr_link_table` how far it has come: one of the `DCR_MATCH_` steps and its count. 0 goes on, anything else breaks
 * it off with the error `match-table.broken-off`.
 *
 * It runs on the calling thread and must return: no exception and no `longjmp` may leave it.
 */
typedef int32_t (*dcr_match_progress)(void *user, int32_t step, uint64_t done);

/**
 * One file with its name, without a folder.
 */
typedef struct dcr_file {
  /**
   * The name's first byte, UTF-8.
   */
  const char *name;
  /**
   * How many bytes the name has.
   */
  size_t name_len;
  /**
   * The content's first byte; NULL when there is none.
   */
  const uint8_t *data;
  /**
   * How many bytes the content has.
   */
  size_t len;
} dcr_file;

/**
 * A decision as far as it can be said without the lines of the record. Words are bits: bit n is the word that the function
 * named for them gives for place n.
 */
typedef struct dcr_verdict {
  /**
   * `DCR_DENY` or `DCR_PERMIT`.
   */
  uint32_t outcome;
  /**
   * `DCR_REFUSAL_NONE`, `DCR_REFUSAL_NOT_PERMITTED` or `DCR_REFUSAL_NOT_AVAILABLE`.
   */
  uint32_t refusal;
  /**
   * What must follow (`dcr_obligation_name`).
   */
  uint32_t obligations;
  /**
   * What the emergency overrode (`dcr_override_name`).
   */
  uint32_t overrides;
  /**
   * The sections that are open in full (`dcr_section_name`).
   */
  uint32_t full;
  /**
   * The sections of which the codes alone are open.
   */
  uint32_t coded;
  /**
   * The sections of which it is told alone that they hold something.
   */
  uint32_t existence;
  /**
   * Always 0.
   */
  uint32_t reserved;
  /**
   * The rules that permit to go on (`dcr_rule_name`).
   */
  uint64_t permits;
  /**
   * The rules that deny the look.
   */
  uint64_t denies;
  /**
   * The rules that withhold something.
   */
  uint64_t withholds;
  /**
   * The rules that let part be shown with less in it.
   */
  uint64_t reduces;
  /**
   * The rules that the emergency overrode.
   */
  uint64_t overridden;
  /**
   * The rules by which something that was asked for is left out of account.
   */
  uint64_t ignored;
  /**
   * The rules that change nothing and alert the privacy officer.
   */
  uint64_t flags;
  /**
   * The first instant at which the same request may be answered otherwise, in milliseconds since 1970; `INT64_MAX` where
   * there is none. Not for the requester: it could tell of what is hidden.
   */
  int64_t valid_until;
} dcr_verdict;

/**
 * Success.
 */
#define DCR_OK 0

/**
 * A pointer is NULL that must not be.
 */
#define DCR_ERROR_NULL_POINTER 1

/**
 * A text is not UTF-8.
 */
#define DCR_ERROR_UTF8 2

/**
 * The library panicked; the object must be closed.
 */
#define DCR_ERROR_PANIC 3

/**
 * The library panicked in this object before; it must be closed.
 */
#define DCR_ERROR_POISONED 4

/**
 * A value given by the caller cannot be used.
 */
#define DCR_ERROR_INPUT 10

/**
 * A register, a policy or an access request cannot be read.
 */
#define DCR_ERROR_RULES 11

/**
 * The node's folder or database: missing, not ours, full, busy, damaged.
 */
#define DCR_ERROR_STORE 12

/**
 * The node's key is wrong or malformed.
 */
#define DCR_ERROR_KEY 13

/**
 * The audit cannot be written or read.
 */
#define DCR_ERROR_AUDIT 14

/**
 * A fault of the library itself.
 */
#define DCR_ERROR_INTERNAL 15

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Takes HL7 v2 messages as `dcr_node_submit` does, and tells in `acknowledgements` what to answer their sender: an ACK
 * message for each message, in order, one behind the other, each segment ended by a carriage return. What they accept is
 * durable.
 *
 * `control_id` begins every answer's control identifier (MSH-10): one to twelve letters and digits that no other answers
 * share. `answered` is the time of the answers, an RFC 3339 instant; NULL with length 0 is now.
 *
 * # Safety
 * `node` is a node that was not closed; every text and `data` are valid for reading their lengths; `receipt` and
 * `acknowledgements` are valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_submit_acknowledged(const struct dcr_node *node,
                                        const uint8_t *data,
                                        size_t data_len,
                                        const char *source,
                                        size_t source_len,
                                        const char *received,
                                        size_t received_len,
                                        const char *control_id,
                                        size_t control_id_len,
                                        const char *answered,
                                        size_t answered_len,
                                        struct dcr_bytes *receipt,
                                        struct dcr_bytes *acknowledgements,
                                        struct dcr_error **error);

/**
 * 1 where the look was permitted, 0 where it was refused or `answer` is NULL.
 *
 * # Safety
 * `answer` is NULL or an answer that was not freed.
 */
int32_t dcr_answer_permitted(const struct dcr_answer *answer);

/**
 * The place of this look in the node's audit log; 0 where `answer` is NULL.
 *
 * # Safety
 * `answer` is NULL or an answer that was not freed.
 */
uint64_t dcr_answer_audit_index(const struct dcr_answer *answer);

/**
 * The answer in a form: `json` (the whole answer), `record` (the visible record as canonical JSON), `decision` (what the
 * requester may be told, as canonical JSON), `text`, `html`, `fhir` (a Bundle of UK Core R4 resources) `ips` (an
 * International Patient Summary) or `story` (by encounter, by problem and along time, as JSON). Of a refused look all but `json` and `decision` are empty.
 *
 * # Safety
 * `answer` is an answer that was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_answer_render(const struct dcr_answer *answer,
                             const char *form,
                             size_t form_len,
                             struct dcr_bytes *out,
                             struct dcr_error **error);

/**
 * Ends an answer. NULL is allowed.
 *
 * # Safety
 * `answer` is NULL or an answer that was not freed.
 */
void dcr_answer_free(struct dcr_answer *answer);

/**
 * Takes many inputs of one format and one source, some dozens in one transaction, and tells in `receipt` as JSON what
 * became of each. `progress`, which may be NULL, is called with `user` after each transaction.
 *
 * An input that cannot even be begun is told in the receipt and does not hold up the others. The same batch again changes
 * nothing. The other parameters are those of `dcr_node_submit`.
 *
 * # Safety
 * `node` is a node that was not closed; `inputs` is valid for reading `inputs_len` inputs and each of them for reading its
 * bytes; every text is valid for reading its length; `progress` is NULL or can be called with `user`; `receipt` is valid
 * for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_submit_batch(const struct dcr_node *node,
                                 const struct dcr_input *inputs,
                                 size_t inputs_len,
                                 const char *format,
                                 size_t format_len,
                                 const char *source,
                                 size_t source_len,
                                 const char *mapping,
                                 size_t mapping_len,
                                 const char *received,
                                 size_t received_len,
                                 dcr_progress progress,
                                 void *user,
                                 struct dcr_bytes *receipt,
                                 struct dcr_error **error);

/**
 * Ends bytes that the library returned, and sets them to NULL and 0. NULL is allowed, and so are bytes that were ended.
 *
 * # Safety
 * `bytes` is NULL or points to a `dcr_bytes` that is all zero or was written by the library.
 */
void dcr_bytes_free(struct dcr_bytes *bytes);

/**
 * How many rows there are, of both tables together; 0 where `linked` is NULL.
 *
 * # Safety
 * `linked` is NULL or was not freed.
 */
size_t dcr_linked_rows(const struct dcr_linked *linked);

/**
 * How many pairs are possible or linked; 0 where `linked` is NULL.
 *
 * # Safety
 * `linked` is NULL or was not freed.
 */
size_t dcr_linked_pair_count(const struct dcr_linked *linked);

/**
 * Writes for each row the row by which its cluster is named into the caller's array of `dcr_linked_rows` numbers.
 *
 * # Safety
 * `linked` was not freed; `out` is valid for writing `len` numbers; `error` is NULL or valid for writing.
 */
dcr_status dcr_linked_clusters(const struct dcr_linked *linked,
                               uint32_t *out,
                               size_t len,
                               struct dcr_error **error);

/**
 * Writes the pairs in the order of their rows into the caller's array of `dcr_linked_pair_count` pairs.
 *
 * # Safety
 * `linked` was not freed; `out` is valid for writing `len` pairs; `error` is NULL or valid for writing.
 */
dcr_status dcr_linked_pairs(const struct dcr_linked *linked,
                            struct dcr_linked_pair *out,
                            size_t len,
                            struct dcr_error **error);

/**
 * What was found, in a form, as JSON: `summary` (how many of what, and which blocks were too crowded to compare), `clusters`,
 * `pairs`, `review` (what a person should look at, the highest rank first), or `model` for the model that was used, with
 * what was learned from the tables.
 *
 * # Safety
 * `linked` was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing; `error` is NULL or valid
 * for writing.
 */
dcr_status dcr_linked_tell(const struct dcr_linked *linked,
                           const char *form,
                           size_t form_len,
                           struct dcr_bytes *out,
                           struct dcr_error **error);

/**
 * How two rows compare, piece by piece, in a form: `json` or `text`. It repeats nothing that the rows state.
 *
 * # Safety
 * `linked` was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing; `error` is NULL or valid
 * for writing.
 */
dcr_status dcr_linked_explain(const struct dcr_linked *linked,
                              uint32_t left,
                              uint32_t right,
                              const char *form,
                              size_t form_len,
                              struct dcr_bytes *out,
                              struct dcr_error **error);

/**
 * Evaluates what was found against the truth: for each row a name of the person, as a column of `dcr_match_table_add`, empty
 * where it is not known. `report` and `svg` are those of `dcr_match_evaluate_scores`.
 *
 * # Safety
 * `linked` was not freed; `data` is valid for reading `data_len` bytes and `offsets` for reading `offsets_len` numbers;
 * `report` is valid for writing; `svg` and `error` are NULL or valid for writing.
 */
dcr_status dcr_linked_evaluate(const struct dcr_linked *linked,
                               const uint8_t *data,
                               size_t data_len,
                               const uint64_t *offsets,
                               size_t offsets_len,
                               uint64_t false_joins,
                               struct dcr_bytes *report,
                               struct dcr_bytes *svg,
                               struct dcr_error **error);

/**
 * Ends what came of matching. NULL is allowed.
 *
 * # Safety
 * `linked` is NULL or was not freed.
 */
void dcr_linked_free(struct dcr_linked *linked);

/**
 * Makes a table of `rows` rows, without columns yet.
 *
 * # Safety
 * `table` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_match_table_new(size_t rows,
                               struct dcr_match_table **table,
                               struct dcr_error **error);

/**
 * Adds a column: the texts of a field (`given_name`, `birth_date`, ... as `docs/identity.md` lists them) in one buffer, text
 * `n` from `offsets[n]` to `offsets[n + 1]`, one offset more than there are rows; the layout of Arrow's large strings. An
 * absent text is an empty one. The texts are copied. Several columns of one field are read in their order. While something
 * that was found in the table is not freed, nothing can be added to it.
 *
 * # Safety
 * `table` is a table that was not freed and that no other thread uses; `field` is valid for reading `field_len` bytes;
 * `data` is valid for reading `data_len` bytes and `offsets` for reading `offsets_len` numbers; `error` is NULL or valid for
 * writing.
 */
dcr_status dcr_match_table_add(struct dcr_match_table *table,
                               const char *field,
                               size_t field_len,
                               const uint8_t *data,
                               size_t data_len,
                               const uint64_t *offsets,
                               size_t offsets_len,
                               struct dcr_error **error);

/**
 * Ends a table. NULL is allowed.
 *
 * # Safety
 * `table` is NULL or a table that was not freed.
 */
void dcr_match_table_free(struct dcr_match_table *table);

/**
 * Matches a table with itself, or with `other` where it is not NULL: then only rows of one with rows of the other, those of
 * `other` numbered on from the rows of `table`.
 *
 * `model_json` is a model's JSON document; NULL with length 0 is the one that is shipped, `english`. `decisions_json`, which
 * may be absent too, is an array of what persons decided: objects of `left`, `right` (the number of a row, or an object of
 * `source` and `local_id`) and `decision` (`same` or `different`). At most `threads` threads work, 0 counts as 1; the
 * result does not depend on it. `progress`, which may be NULL, is called with `user`.
 *
 * # Safety
 * `table` and `other` are tables that were not freed, `other` may be NULL; every text is valid for reading its length;
 * `progress` is NULL or can be called with `user`; `linked` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_link_table(const struct dcr_match_table *table,
                          const struct dcr_match_table *other,
                          const char *model_json,
                          size_t model_json_len,
                          const char *decisions_json,
                          size_t decisions_json_len,
                          size_t threads,
                          dcr_match_progress progress,
                          void *user,
                          struct dcr_linked **linked,
                          struct dcr_error **error);

/**
 * Trains a model on the rows of a table, or of two that are to be matched with one another, without labels. `base_json` is
 * the model whose weights it begins from; NULL with length 0 is `english`. About `pairs` pairs are looked at, 0 for the
 * usual number. `model` takes the trained model as JSON, `report`, which may be NULL, what was found: `candidates`,
 * `matches`, `rounds` and the model's `digest`.
 *
 * # Safety
 * `table` and `other` are tables that were not freed, `other` may be NULL; `base_json` is valid for reading its length;
 * `model` is valid for writing; `report` and `error` are NULL or valid for writing.
 */
dcr_status dcr_match_train(const struct dcr_match_table *table,
                           const struct dcr_match_table *other,
                           const char *base_json,
                           size_t base_json_len,
                           size_t threads,
                           uint64_t pairs,
                           struct dcr_bytes *model,
                           struct dcr_bytes *report,
                           struct dcr_error **error);

/**
 * Evaluates scores of pairs of which it is known whether they are of one person: `same[n]` is 0 where the pair of `ranks[n]`
 * is not. `true_pairs` is how many pairs of one person there are, those that were never compared too. `report` takes JSON:
 * the `points` (`threshold`, `true_joins`, `false_joins`, `precision` and `recall` in a million) and the `recommended`
 * thresholds for a rate of `false_joins` in a million; `svg`, which may be NULL, a plot.
 *
 * # Safety
 * `ranks` and `same` are valid for reading `len` values; `report` is valid for writing; `svg` and `error` are NULL or valid
 * for writing.
 */
dcr_status dcr_match_evaluate_scores(const int32_t *ranks,
                                     const uint8_t *same,
                                     size_t len,
                                     uint64_t true_pairs,
                                     uint64_t false_joins,
                                     struct dcr_bytes *report,
                                     struct dcr_bytes *svg,
                                     struct dcr_error **error);

/**
 * Writes a new random key of `DCR_NODE_KEY_LEN` bytes. Keep it where the node's folder is not; a lost key cannot be
 * replaced.
 *
 * # Safety
 * `key` is valid for writing `DCR_NODE_KEY_LEN` bytes; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_key_generate(uint8_t *key,
                                 struct dcr_error **error);

/**
 * Makes a node in a folder and opens it; the folder is made where there is none. `register_json` and `policy_json` are
 * JSON documents; NULL with length 0 is the ready one for Dorset. `key` has `DCR_NODE_KEY_LEN` bytes.
 *
 * # Safety
 * Every text is valid for reading its length; `key` for reading `DCR_NODE_KEY_LEN` bytes; `out` for writing; `error` is
 * NULL or valid for writing.
 */
dcr_status dcr_node_create(const char *folder,
                           size_t folder_len,
                           const char *organisation,
                           size_t organisation_len,
                           const char *register_json,
                           size_t register_json_len,
                           const char *policy_json,
                           size_t policy_json_len,
                           const uint8_t *key,
                           struct dcr_node **out,
                           struct dcr_error **error);

/**
 * Opens the node in a folder. `key` has `DCR_NODE_KEY_LEN` bytes and is the one that it was made with.
 *
 * # Safety
 * `folder` is valid for reading its length; `key` for reading `DCR_NODE_KEY_LEN` bytes; `out` for writing; `error` is
 * NULL or valid for writing.
 */
dcr_status dcr_node_open(const char *folder,
                         size_t folder_len,
                         const uint8_t *key,
                         struct dcr_node **out,
                         struct dcr_error **error);

/**
 * Closes a node and ends the object, whatever the status says. NULL is allowed.
 *
 * # Safety
 * `node` is NULL or a node that was not closed and that no other thread uses; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_close(struct dcr_node *node,
                          struct dcr_error **error);

/**
 * Takes an input and tells in `receipt` as JSON what became of it; when this returns success, everything that the
 * receipt tells of is durable.
 *
 * `format` is `auto`, `hl7v2`, `fhir`, `edifact`, `cda`, `document`, `csv` (also TSV and XLSX) or `contributions`; `source`
 * is an organisation and its system, such as `RBD/PAS`; `mapping` belongs to `csv`: the name of a built-in mapping
 * (`client-level-data`, `council-contacts`) or a mapping document, and to `document`: its covering note
 * (`docs/document-note.schema.json`); `received` is an RFC 3339 instant. NULL with length 0 is an absent mapping, and now.
 *
 * # Safety
 * `node` is a node that was not closed; every text and `data` are valid for reading their lengths; `receipt` is valid for
 * writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_submit(const struct dcr_node *node,
                           const uint8_t *data,
                           size_t data_len,
                           const char *format,
                           size_t format_len,
                           const char *source,
                           size_t source_len,
                           const char *mapping,
                           size_t mapping_len,
                           const char *received,
                           size_t received_len,
                           struct dcr_bytes *receipt,
                           struct dcr_error **error);

/**
 * Searches for a person by NHS number and tells in `found` as JSON who was found: `null`, or `person` and `nhs_number`.
 * Someone whose record is not the requester's to see is not found. `request_json` is an access request.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `found` is valid for writing; `error`
 * is NULL or valid for writing.
 */
dcr_status dcr_node_find(const struct dcr_node *node,
                         const char *request_json,
                         size_t request_json_len,
                         const char *nhs_number,
                         size_t nhs_number_len,
                         struct dcr_bytes *found,
                         struct dcr_error **error);

/**
 * Asks to see the record of the person with an NHS number. A refusal is an answer, not an error. The account of the look
 * is durable when this returns; where it cannot be written this fails and nothing is shown.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `answer` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_view(const struct dcr_node *node,
                         const char *request_json,
                         size_t request_json_len,
                         const char *nhs_number,
                         size_t nhs_number_len,
                         struct dcr_answer **answer,
                         struct dcr_error **error);

/**
 * Puts another policy in force, from its JSON document. `note` is its signature, a signed note (C2SP), where the register
 * names an organisation that signs policies; NULL with length 0 is none. `by_json` is the access request of who changes
 * it. The change is accounted for; after a failure the policy in force stays.
 *
 * # Safety
 * `node` is a node that was not closed; every text and `note` are valid for reading their lengths; `error` is NULL or valid
 * for writing.
 */
dcr_status dcr_node_set_policy(const struct dcr_node *node,
                               const char *policy_json,
                               size_t policy_json_len,
                               const uint8_t *note,
                               size_t note_len,
                               const char *by_json,
                               size_t by_json_len,
                               struct dcr_error **error);

/**
 * Puts another register in force, from its JSON document. `by_json` is the access request of who changes it. The change is
 * accounted for; after a failure the register in force stays.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_set_register(const struct dcr_node *node,
                                 const char *register_json,
                                 size_t register_json_len,
                                 const char *by_json,
                                 size_t by_json_len,
                                 struct dcr_error **error);

/**
 * Whether an organisation is admitted at an instant (RFC 3339) by the register and the policy in force, as JSON like that
 * of `dcr_plan_admission`.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `admission` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_admission(const struct dcr_node *node,
                              const char *organisation,
                              size_t organisation_len,
                              const char *at,
                              size_t at_len,
                              struct dcr_bytes *admission,
                              struct dcr_error **error);

/**
 * Records a directive of a person, from a JSON document: `nhs_number`, `directive` (as `docs/contribution.schema.json`
 * describes one) and `by`, the access request of who records it. `erased` is given what was erased because of it, as a JSON
 * object; NULL where nobody wants to know.
 *
 * # Safety
 * `node` is a node that was not closed; `directive_json` is valid for reading its length; `erased` and `error` are NULL or
 * valid for writing.
 */
dcr_status dcr_node_record_directive(const struct dcr_node *node,
                                     const char *directive_json,
                                     size_t directive_json_len,
                                     struct dcr_bytes *erased,
                                     struct dcr_error **error);

/**
 * Every directive about the person with an NHS number, in every version, as a JSON array, the latest made first; empty for
 * someone who is not known or not the requester's to ask about. The reading is accounted for.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `directives` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_directives(const struct dcr_node *node,
                               const char *request_json,
                               size_t request_json_len,
                               const char *nhs_number,
                               size_t nhs_number_len,
                               struct dcr_bytes *directives,
                               struct dcr_error **error);

/**
 * The directives of the person with an NHS number that stand, as a FHIR R4 Bundle of UK Core Consents in JSON. The reading
 * is accounted for.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `bundle` is valid for writing; `error`
 * is NULL or valid for writing.
 */
dcr_status dcr_node_consent_fhir(const struct dcr_node *node,
                                 const char *request_json,
                                 size_t request_json_len,
                                 const char *nhs_number,
                                 size_t nhs_number_len,
                                 struct dcr_bytes *bundle,
                                 struct dcr_error **error);

/**
 * Erases what is held about everyone whose wish not to be held has come into effect by `at`, an RFC 3339 instant; NULL with
 * length 0 is now. The node does this by itself when it is opened and after whatever it writes. `erased` is given what was
 * erased, as a JSON object; NULL where nobody wants to know.
 *
 * # Safety
 * `node` is a node that was not closed; `at` is valid for reading its length; `erased` and `error` are NULL or valid for
 * writing.
 */
dcr_status dcr_node_erase_due(const struct dcr_node *node,
                              const char *at,
                              size_t at_len,
                              struct dcr_bytes *erased,
                              struct dcr_error **error);

/**
 * Tells whom another policy would affect, from a JSON document: `policy`, `requests`, `nhs_numbers` and `by`, the access
 * request of who asks. `effects` is given a JSON object: `people`, `unknown`, `looks`, `revealing` and `changed`. Nothing is
 * put in force and no record is shown; that somebody asked is accounted for, for each person.
 *
 * # Safety
 * `node` is a node that was not closed; `what_if_json` is valid for reading its length; `effects` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_what_if(const struct dcr_node *node,
                            const char *what_if_json,
                            size_t what_if_json_len,
                            struct dcr_bytes *effects,
                            struct dcr_error **error);

/**
 * What identity could not settle and a person has to, as JSON: `items`, `next` (absent at the end) and `complete`. `after` is
 * the `next` of the page before, 0 for the first; a page has at most `limit` items, and at most 100. Only those are listed
 * whom the requester may see; every person listed is accounted for.
 *
 * # Safety
 * `node` is a node that was not closed; `request_json` is valid for reading its length; `page` is valid for writing; `error`
 * is NULL or valid for writing.
 */
dcr_status dcr_node_identity_review(const struct dcr_node *node,
                                    const char *request_json,
                                    size_t request_json_len,
                                    uint64_t after,
                                    size_t limit,
                                    struct dcr_bytes *page,
                                    struct dcr_error **error);

/**
 * Shows two local persons side by side, from a JSON document: `one`, `other` (each `organisation`, `system` and `subject`) and
 * `by`, the access request of who asks. The answer is JSON, `null` where they are not the requester's to compare. The look
 * is accounted for under both.
 *
 * # Safety
 * `node` is a node that was not closed; `pair_json` is valid for reading its length; `comparison` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_identity_compare(const struct dcr_node *node,
                                     const char *pair_json,
                                     size_t pair_json_len,
                                     struct dcr_bytes *comparison,
                                     struct dcr_error **error);

/**
 * Decides that two local persons are one or two, from a JSON document: `one`, `other`, `decision` (`same` or `different`),
 * `reason` and `by`. The decision is a statement of the node's organisation, and is accounted for under both.
 *
 * # Safety
 * `node` is a node that was not closed; `decision_json` is valid for reading its length; `error` is NULL or valid for
 * writing.
 */
dcr_status dcr_node_identity_decide(const struct dcr_node *node,
                                    const char *decision_json,
                                    size_t decision_json_len,
                                    struct dcr_error **error);

/**
 * Takes back what was decided at this node about two local persons, from a JSON document: `one`, `other` and `by`. The record
 * is then as if it had never been decided.
 *
 * # Safety
 * `node` is a node that was not closed; `pair_json` is valid for reading its length; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_identity_undo(const struct dcr_node *node,
                                  const char *pair_json,
                                  size_t pair_json_len,
                                  struct dcr_error **error);

/**
 * Puts a model of matching in force: its JSON document, `english` for the one that is shipped; NULL with length 0 is none, as
 * in a new node. `by_json` is the access request of who changes it. The change is accounted for. Whoever was held before
 * waits for `dcr_node_settle_matches`.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_set_match_model(const struct dcr_node *node,
                                    const char *model_json,
                                    size_t model_json_len,
                                    const char *by_json,
                                    size_t by_json_len,
                                    struct dcr_error **error);

/**
 * The model of matching in force as its JSON document, `null` where there is none.
 *
 * # Safety
 * `node` is a node that was not closed; `model` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_match_model(const struct dcr_node *node,
                                struct dcr_bytes *model,
                                struct dcr_error **error);

/**
 * Compares up to `most` of the local persons who wait for it since another model of matching came into force, and tells how
 * many are left: call it until none are.
 *
 * # Safety
 * `node` is a node that was not closed; `left` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_settle_matches(const struct dcr_node *node,
                                   size_t most,
                                   uint64_t *left,
                                   struct dcr_error **error);

/**
 * Forgets what matching found, so that `dcr_node_settle_matches` finds it anew.
 *
 * # Safety
 * `node` is a node that was not closed; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_rebuild_matches(const struct dcr_node *node, struct dcr_error **error);

/**
 * Matches the rows of a table with the persons whom the node holds, by the model of matching in force, and tells in `matches`
 * as JSON `complete` (whether everyone held was compared; if not, `dcr_node_settle_matches` has work left), `model` and `rows`:
 * each with `row`, `outcome` (`link`, `possible`, `none`) and, where it fits somebody, `person`, `score` and, where they have
 * one, `nhs_number`. Whoever is not the requester's to see looks like nobody. Every row is accounted for, under each person
 * whom it fits. `request_json` is an access request.
 *
 * # Safety
 * `node` is a node that was not closed; `table` is a table that was not freed; `request_json` is valid for reading its length;
 * `matches` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_match_table(const struct dcr_node *node,
                                const struct dcr_match_table *table,
                                const char *request_json,
                                size_t request_json_len,
                                struct dcr_bytes *matches,
                                struct dcr_error **error);

/**
 * How a row of a table and a person whom it fits compare, as JSON: `outcome`, `score`, `guards`, `household_cap`, `waterfall`
 * and `text`; `null` where it fits nobody of that name whom the requester may see. `person` is the name that
 * `dcr_node_match_table` gave. Accounted for as the row is there.
 *
 * # Safety
 * `node` is a node that was not closed; `table` is a table that was not freed; every text is valid for reading its length;
 * `explained` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_explain_match(const struct dcr_node *node,
                                  const struct dcr_match_table *table,
                                  const char *request_json,
                                  size_t request_json_len,
                                  uint32_t row,
                                  const char *person,
                                  size_t person_len,
                                  struct dcr_bytes *explained,
                                  struct dcr_error **error);

/**
 * Asks to see the record of the person with an NHS number as it was: by what was known at an instant (RFC 3339), by what
 * held at an instant, or both. NULL with length 0 is no instant; with neither it is the present. Who may see it is decided
 * by the present. A refusal is an answer, not an error; the account of the look is durable when this returns.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `answer` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_view_as_at(const struct dcr_node *node,
                               const char *request_json,
                               size_t request_json_len,
                               const char *nhs_number,
                               size_t nhs_number_len,
                               const char *known,
                               size_t known_len,
                               const char *held,
                               size_t held_len,
                               struct dcr_answer **answer,
                               struct dcr_error **error);

/**
 * Asks what changed in the record of the person with an NHS number since an instant (RFC 3339), as JSON: `audit`,
 * `decision`, `permitted` and, where permitted, `changes` (`docs/changes.schema.json`). The account of the look is durable
 * when this returns.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `changes` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_changes(const struct dcr_node *node,
                            const char *request_json,
                            size_t request_json_len,
                            const char *nhs_number,
                            size_t nhs_number_len,
                            const char *since,
                            size_t since_len,
                            struct dcr_bytes *changes,
                            struct dcr_error **error);

/**
 * Asks what changed in the records of a caseload, from a JSON document: `nhs_numbers`, `since` (RFC 3339) and `by`, the
 * access request of who asks. The answer is a JSON array of those whose record may be seen and changed: `nhs_number` and
 * `answer`, which is as `dcr_node_changes` tells it. Each person asked about has an account of their own.
 *
 * # Safety
 * `node` is a node that was not closed; `caseload_json` is valid for reading its length; `changes` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_caseload_changes(const struct dcr_node *node,
                                     const char *caseload_json,
                                     size_t caseload_json_len,
                                     struct dcr_bytes *changes,
                                     struct dcr_error **error);

/**
 * Records that a person opts out of the shared record, from a JSON document: `nhs_number`, `mode` (`hide` or
 * `do-not-hold`), `authority` (`person`, `parental-responsibility`, `attorney`, `deputy`, `best-interest` or `not-stated`),
 * optionally `evidence`, and `by`, the access request of who records it. `erased` is given what was erased because of it, as
 * a JSON object; NULL where nobody wants to know.
 *
 * # Safety
 * `node` is a node that was not closed; `opt_out_json` is valid for reading its length; `erased` and `error` are NULL or
 * valid for writing.
 */
dcr_status dcr_node_opt_out(const struct dcr_node *node,
                            const char *opt_out_json,
                            size_t opt_out_json_len,
                            struct dcr_bytes *erased,
                            struct dcr_error **error);

/**
 * Withdraws a directive that was recorded at this node, from a JSON document: `nhs_number`, `scope` and `by`.
 *
 * # Safety
 * `node` is a node that was not closed; `withdrawal_json` is valid for reading its length; `error` is NULL or valid for
 * writing.
 */
dcr_status dcr_node_withdraw_directive(const struct dcr_node *node,
                                       const char *withdrawal_json,
                                       size_t withdrawal_json_len,
                                       struct dcr_error **error);

/**
 * Every event about the person with an NHS number, as a JSON array of audit events, the first first; this reading becomes
 * an event itself and is not among them.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `events` is valid for writing;
 * `error` is NULL or valid for writing.
 */
dcr_status dcr_node_who_saw(const struct dcr_node *node,
                            const char *request_json,
                            size_t request_json_len,
                            const char *nhs_number,
                            size_t nhs_number_len,
                            struct dcr_bytes *events,
                            struct dcr_error **error);

/**
 * Checks the whole audit log and tells the verdict as JSON: `code`, `intact`, and more where the verdict has it. A verdict
 * against the log is not an error of the call.
 *
 * `kept` is a checkpoint that was kept elsewhere, or NULL with length 0; without one, a log that was rolled back looks
 * intact.
 *
 * # Safety
 * `node` is a node that was not closed; `kept` is valid for reading its length; `verdict` is valid for writing; `error`
 * is NULL or valid for writing.
 */
dcr_status dcr_node_verify_audit(const struct dcr_node *node,
                                 const uint8_t *kept,
                                 size_t kept_len,
                                 struct dcr_bytes *verdict,
                                 struct dcr_error **error);

/**
 * The present checkpoint of the audit log: a signed note (C2SP) for others to keep.
 *
 * # Safety
 * `node` is a node that was not closed; `note` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_checkpoint(const struct dcr_node *node,
                               struct dcr_bytes *note,
                               struct dcr_error **error);

/**
 * The leaf of the audit event with a number, such as the one that a whole answer carries: 44 bytes, the salted
 * commitment to the event that the log's tree is built of. It tells nothing of the event.
 *
 * # Safety
 * `node` is a node that was not closed; `leaf` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_audit_leaf(const struct dcr_node *node,
                               uint64_t index,
                               struct dcr_bytes *leaf,
                               struct dcr_error **error);

/**
 * Everything in quarantine as a JSON array, the oldest first.
 *
 * # Safety
 * `node` is a node that was not closed; `list` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_quarantine(const struct dcr_node *node,
                               struct dcr_bytes *list,
                               struct dcr_error **error);

/**
 * The bytes of a unit in quarantine, as they came.
 *
 * # Safety
 * `node` is a node that was not closed; `bytes` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_quarantined_bytes(const struct dcr_node *node,
                                      int64_t id,
                                      struct dcr_bytes *bytes,
                                      struct dcr_error **error);

/**
 * Tries a unit in quarantine again and tells in `receipt` what became of it.
 *
 * # Safety
 * `node` is a node that was not closed; `receipt` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_replay(const struct dcr_node *node,
                           int64_t id,
                           struct dcr_bytes *receipt,
                           struct dcr_error **error);

/**
 * How much the node holds, as JSON.
 *
 * # Safety
 * `node` is a node that was not closed; `stats` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_stats(const struct dcr_node *node,
                          struct dcr_bytes *stats,
                          struct dcr_error **error);

/**
 * Compiles a policy and a register, each a JSON document; NULL with length 0 is the ready one for Dorset.
 *
 * # Safety
 * Every text is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_plan_new(const char *policy_json,
                        size_t policy_json_len,
                        const char *register_json,
                        size_t register_json_len,
                        struct dcr_plan **out,
                        struct dcr_error **error);

/**
 * Ends a plan. NULL is allowed.
 *
 * # Safety
 * `plan` is NULL or a plan that was not freed and that no other thread uses.
 */
void dcr_plan_free(struct dcr_plan *plan);

/**
 * Reads an access request from its JSON document (`docs/access-request.schema.json`).
 *
 * # Safety
 * `request_json` is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_request_new(const char *request_json,
                           size_t request_json_len,
                           struct dcr_request **out,
                           struct dcr_error **error);

/**
 * Ends a request. NULL is allowed.
 *
 * # Safety
 * `request` is NULL or a request that was not freed and that no other thread uses.
 */
void dcr_request_free(struct dcr_request *request);

/**
 * Reads a person's record in its small form from its JSON document (`docs/consent-record.schema.json`): what the rules
 * need to know of it, and no clinical content.
 *
 * # Safety
 * `record_json` is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_person_new(const char *record_json,
                          size_t record_json_len,
                          struct dcr_person **out,
                          struct dcr_error **error);

/**
 * Ends a person. NULL is allowed.
 *
 * # Safety
 * `person` is NULL or a person that was not freed and that no other thread uses.
 */
void dcr_person_free(struct dcr_person *person);

/**
 * The whole decision on a record as canonical JSON, for the account and not for the requester: `decision`, `shown` (the
 * statements that are shown, each `organisation/system/item`) and `unsourced` (those of them that are shown without their
 * source). `person` may be NULL: nobody was found.
 *
 * # Safety
 * `plan`, `request` and `person` were not freed, and `person` may be NULL; `decision` is valid for writing; `error` is
 * NULL or valid for writing.
 */
dcr_status dcr_plan_decide_record(const struct dcr_plan *plan,
                                  const struct dcr_request *request,
                                  const struct dcr_person *person,
                                  struct dcr_bytes *decision,
                                  struct dcr_error **error);

/**
 * The decision in sentences, as a JSON array of texts. `for_whom` is `DCR_FOR_ACCOUNT` or `DCR_FOR_REQUESTER`; `person`
 * may be NULL: nobody was found.
 *
 * # Safety
 * `plan`, `request` and `person` were not freed, and `person` may be NULL; `sentences` is valid for writing; `error` is
 * NULL or valid for writing.
 */
dcr_status dcr_plan_explain(const struct dcr_plan *plan,
                            const struct dcr_request *request,
                            const struct dcr_person *person,
                            uint32_t for_whom,
                            struct dcr_bytes *sentences,
                            struct dcr_error **error);

/**
 * What another policy or register would change for one request for one record, as JSON: `before`, `after`, and where they
 * differ `sections`, `rules_gained` and `rules_lost`. It is for those who settle the policy, never for a requester.
 *
 * # Safety
 * `before`, `after`, `request` and `person` were not freed; `effect` is valid for writing; `error` is NULL or valid for
 * writing.
 */
dcr_status dcr_plan_what_if(const struct dcr_plan *before,
                            const struct dcr_plan *after,
                            const struct dcr_request *request,
                            const struct dcr_person *person,
                            struct dcr_bytes *effect,
                            struct dcr_error **error);

/**
 * Whether an organisation is admitted at an instant (RFC 3339), as JSON: `admission`, with what it lacks and until when the
 * answer holds, and `sentences`, the same in words.
 *
 * # Safety
 * `plan` was not freed; every text is valid for reading its length; `admission` is valid for writing; `error` is NULL or
 * valid for writing.
 */
dcr_status dcr_plan_admission(const struct dcr_plan *plan,
                              const char *organisation,
                              size_t organisation_len,
                              const char *at,
                              size_t at_len,
                              struct dcr_bytes *admission,
                              struct dcr_error **error);

/**
 * Tells in `lines` the contributions that an input gives, as canonical JSON, one a line, without a node: for whoever
 * builds or tests what a source sends. What would go into quarantine gives none. The lines can be submitted in the format
 * `contributions`. The other parameters are those of `dcr_node_submit`.
 *
 * # Safety
 * Every text and `data` are valid for reading their lengths; `lines` is valid for writing; `error` is NULL or valid for
 * writing.
 */
dcr_status dcr_read_contributions(const uint8_t *data,
                                  size_t data_len,
                                  const char *format,
                                  size_t format_len,
                                  const char *source,
                                  size_t source_len,
                                  const char *mapping,
                                  size_t mapping_len,
                                  const char *received,
                                  size_t received_len,
                                  struct dcr_bytes *lines,
                                  struct dcr_error **error);

/**
 * Translates the codes of whatever is received from now on by these files: the NHS maps of Read v2 and CTV3 to SNOMED CT,
 * FHIR ConceptMaps, maps of one's own, and the files of a dm+d release; `docs/mapping-terminology.md` says how each is told
 * by its name and content. `summary` tells as JSON what was read. The node does not keep them: hand them in after each
 * opening, before anything is submitted.
 *
 * # Safety
 * `node` is a node that was not closed; `files` is valid for reading `files_len` files and each of them for reading its
 * bytes; `summary` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_use_terminology(const struct dcr_node *node,
                                    const struct dcr_file *files,
                                    size_t files_len,
                                    struct dcr_bytes *summary,
                                    struct dcr_error **error);

/**
 * How well each source delivered from one day to another, both included and written `YYYY-MM-DD` (in UTC), as `json` or
 * `text`: counts without anything about a person.
 *
 * # Safety
 * `node` is a node that was not closed; every text is valid for reading its length; `report` is valid for writing; `error`
 * is NULL or valid for writing.
 */
dcr_status dcr_node_quality(const struct dcr_node *node,
                            const char *since,
                            size_t since_len,
                            const char *until,
                            size_t until_len,
                            const char *form,
                            size_t form_len,
                            struct dcr_bytes *report,
                            struct dcr_error **error);

/**
 * What sources state of staff, places and organisations, as a JSON array: of each the statement recorded last.
 *
 * # Safety
 * `node` is a node that was not closed; `list` is valid for writing; `error` is NULL or valid for writing.
 */
dcr_status dcr_node_directory(const struct dcr_node *node,
                              struct dcr_bytes *list,
                              struct dcr_error **error);

/**
 * A fixed name of a status, such as `DCR_ERROR_STORE`; `DCR_ERROR` for one that is not known. Never NULL, never freed.
 */
const char *dcr_status_name(dcr_status status);

/**
 * The status of an error; `DCR_OK` for NULL.
 *
 * # Safety
 * `error` is NULL or an error that the library gave and that was not freed.
 */
dcr_status dcr_error_status(const struct dcr_error *error);

/**
 * The stable code of an error, such as `node.store.full`: UTF-8 without NUL, its length written to `len`. It lives as
 * long as the error. NULL and 0 for NULL.
 *
 * # Safety
 * `error` is NULL or an error that the library gave and that was not freed; `len` is NULL or valid for writing.
 */
const char *dcr_error_code(const struct dcr_error *error,
                           size_t *len);

/**
 * The message of an error, without personal data: UTF-8 without NUL, its length written to `len`. It lives as long as
 * the error. NULL and 0 for NULL.
 *
 * # Safety
 * `error` is NULL or an error that the library gave and that was not freed; `len` is NULL or valid for writing.
 */
const char *dcr_error_message(const struct dcr_error *error,
                              size_t *len);

/**
 * Ends an error. NULL is allowed.
 *
 * # Safety
 * `error` is NULL or an error that the library gave and that was not freed.
 */
void dcr_error_free(struct dcr_error *error);

/**
 * Decides on a request for a person's record as far as that can be said without its lines. `person` may be NULL: nobody was
 * found. It takes about a microsecond, and nothing is kept of it.
 *
 * # Safety
 * `plan`, `request` and `person` were not freed, and `person` may be NULL; `verdict` is valid for writing; `error` is NULL
 * or valid for writing.
 */
dcr_status dcr_plan_decide(const struct dcr_plan *plan,
                           const struct dcr_request *request,
                           const struct dcr_person *person,
                           struct dcr_verdict *verdict,
                           struct dcr_error **error);

/**
 * The stable name of the rule of a bit, such as `C22-opt-out`; NULL past the last. Never freed.
 */
const char *dcr_rule_name(uint32_t place);

/**
 * The name of the section of a bit, such as `problems`; NULL past the last. Never freed.
 */
const char *dcr_section_name(uint32_t place);

/**
 * The name of the obligation of a bit, such as `tell-person`; NULL past the last. Never freed.
 */
const char *dcr_obligation_name(uint32_t place);

/**
 * The name of what an emergency overrode, of a bit, such as `opt-out`; NULL past the last. Never freed.
 */
const char *dcr_override_name(uint32_t place);

/**
 * The version of the binary interface that the library has. A program compiled against another `DCR_ABI_VERSION` must
 * not go on.
 */
uint32_t dcr_abi_version(void);

/**
 * The version of the library, such as `0.1.0`: a text with a terminating NUL that is never freed.
 */
const char *dcr_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* DCR_H */
