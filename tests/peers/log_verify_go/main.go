// Another implementation reads what dcr_core::log writes: golang.org/x/mod/sumdb/{note,tlog}, the code behind Go's
// checksum database.
//
// Run it, from the root of the repository, with
//
//	cargo test -p dcr-core --lib log::tests::peer -- --ignored
//
// which writes a log as C2SP tiles into a temporary folder, starts this program on it and then reads the checkpoint that
// this program signs. It checks the signatures of log and witness, every tile and entry against the signed root, and every
// inclusion and consistency proof, and that turned bits are refused.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type expectations struct {
	VerifierKey string `json:"verifier_key"`
	Witness     string `json:"witness"`
	Inclusion   []struct {
		Index int64    `json:"index"`
		Size  int64    `json:"size"`
		Proof []string `json:"proof"`
	} `json:"inclusion"`
	Consistency []struct {
		Old   int64    `json:"old"`
		New   int64    `json:"new"`
		Proof []string `json:"proof"`
	} `json:"consistency"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: log_verify_go FOLDER")
		os.Exit(2)
	}
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(folder string) error {
	var expected expectations
	text, err := os.ReadFile(filepath.Join(folder, "proofs.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		return err
	}
	tree, err := checkpoint(folder, expected)
	if err != nil {
		return err
	}
	reader := &tiles{folder: folder, size: tree.N}
	hashes := tlog.TileHashReader(tree, reader)
	if err := entries(folder, tree.N, hashes); err != nil {
		return err
	}
	if err := proofs(expected, hashes); err != nil {
		return err
	}
	reader.broken = true
	if _, err := tlog.TileHashReader(tree, reader).ReadHashes([]int64{0}); err == nil {
		return errors.New("a tile with a turned bit was accepted")
	}
	return sign(folder, tree)
}

// checkpoint opens the signed checkpoint with the log's key and the witness's.
func checkpoint(folder string, expected expectations) (tlog.Tree, error) {
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	log, err := note.NewVerifier(expected.VerifierKey)
	if err != nil {
		return tlog.Tree{}, err
	}
	witness, err := newCosignatureVerifier(expected.Witness)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(log, witness))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 {
		return tlog.Tree{}, fmt.Errorf("%d signatures verified, %d not", len(opened.Sigs), len(opened.UnverifiedSigs))
	}
	if _, err := note.Open(bytes.Replace(text, []byte("\n6"), []byte("\n7"), 1), note.VerifierList(log)); err == nil {
		return tlog.Tree{}, errors.New("a changed checkpoint was accepted")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("%d lines in the checkpoint", len(lines))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// cosignatureVerifier checks signatures of type 0x04: C2SP tlog-cosignature.
type cosignatureVerifier struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func newCosignatureVerifier(text string) (*cosignatureVerifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("the witness's key is malformed")
	}
	material, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(material) != 33 || material[0] != 4 {
		return nil, errors.New("the witness's key is malformed")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	if hex.EncodeToString(id[:4]) != parts[1] {
		return nil, errors.New("the witness's key has another id")
	}
	return &cosignatureVerifier{parts[0], binary.BigEndian.Uint32(id[:4]), material[1:]}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.id }
func (v *cosignatureVerifier) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", time), text...)
	return ed25519.Verify(v.key, message, signature[8:])
}

// tiles reads the log's tiles; broken ones have a bit turned.
type tiles struct {
	folder string
	size   int64
	broken bool
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		// Go's paths name the height, C2SP's do not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		if t.broken {
			data[0] ^= 1
		}
		read = append(read, data)
	}
	return read, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// entries compares every entry of every bundle with its leaf hash in the tree.
func entries(folder string, size int64, hashes tlog.HashReader) error {
	for index := int64(0); index < size; {
		tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: int(min(256, size-index))}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		var wanted []int64
		var leaves []tlog.Hash
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			leaves = append(leaves, tlog.RecordHash(bundle[2:2+length]))
			wanted = append(wanted, tlog.StoredHashIndex(0, index))
			bundle = bundle[2+length:]
			index++
		}
		found, err := hashes.ReadHashes(wanted)
		if err != nil {
			return err
		}
		if len(leaves) != tile.W || !slices.Equal(found, leaves) {
			return fmt.Errorf("the bundle %s does not fit its tile", path)
		}
	}
	return nil
}

// proofs compares every proof with one that is made here, and checks it.
func proofs(expected expectations, hashes tlog.HashReader) error {
	if len(expected.Inclusion) == 0 || len(expected.Consistency) == 0 {
		return errors.New("no proofs to check")
	}
	for _, given := range expected.Inclusion {
		made, err := tlog.ProveRecord(given.Size, given.Index, hashes)
		if err != nil {
			return err
		}
		proof, err := parse(given.Proof)
		if err != nil {
			return err
		}
		root, err := tlog.TreeHash(given.Size, hashes)
		if err != nil {
			return err
		}
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, given.Index)})
		if err != nil {
			return err
		}
		if !slices.Equal(made, tlog.RecordProof(proof)) {
			return fmt.Errorf("another inclusion proof for %d of %d", given.Index, given.Size)
		}
		if err := tlog.CheckRecord(proof, given.Size, root, given.Index, leaf[0]); err != nil {
			return err
		}
	}
	for _, given := range expected.Consistency {
		made, err := tlog.ProveTree(given.New, given.Old, hashes)
		if err != nil {
			return err
		}
		proof, err := parse(given.Proof)
		if err != nil {
			return err
		}
		oldRoot, err := tlog.TreeHash(given.Old, hashes)
		if err != nil {
			return err
		}
		newRoot, err := tlog.TreeHash(given.New, hashes)
		if err != nil {
			return err
		}
		if !slices.Equal(made, tlog.TreeProof(proof)) {
			return fmt.Errorf("another consistency proof from %d to %d", given.Old, given.New)
		}
		if err := tlog.CheckTree(proof, given.New, newRoot, given.Old, oldRoot); err != nil {
			return err
		}
	}
	return nil
}

func parse(texts []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, text := range texts {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != tlog.HashSize {
			return nil, errors.New("a hash of a proof is malformed")
		}
		hashes = append(hashes, tlog.Hash(raw))
	}
	return hashes, nil
}

// sign writes a checkpoint over the same tree under a new key, for the other side to read.
func sign(folder string, tree tlog.Tree) error {
	private, public, err := note.GenerateKey(nil, "go.example/log")
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("go.example/log\n%d\n%s\n", tree.N, tree.Hash)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "go.checkpoint"), signed, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "go.key"), []byte(public), 0o600)
}
