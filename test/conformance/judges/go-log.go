// Lets the reference programs in Go look at a log, and makes what they make, for judges/go-log.ts.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	mproof "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Leaf  string   `json:"leaf"`
	Root  string   `json:"root"`
	Proof []string `json:"proof"`
}
type consistency struct {
	From     int64    `json:"from"`
	To       int64    `json:"to"`
	FromRoot string   `json:"fromRoot"`
	ToRoot   string   `json:"toRoot"`
	Proof    []string `json:"proof"`
}
type given struct {
	Folder, Changed, Origin        string
	LogKey, WitnessKey, MldsaKey   string
	Inclusion                      []inclusion
	Consistency                    []consistency
	Receipts                       []string
}
type check struct {
	What string `json:"what"`
	Good int    `json:"good"`
	Of   int    `json:"of"`
	Why  string `json:"why"`
}
type made struct {
	Keys        []string      `json:"keys"`
	Note        string        `json:"note"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
	Receipts    []string      `json:"receipts"`
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func hash(s string) (h tlog.Hash) {
	copy(h[:], must(base64.StdEncoding.DecodeString(s)))
	return
}
func hashes(all []string) (out []tlog.Hash) {
	for _, s := range all {
		out = append(out, hash(s))
	}
	return
}
func texts(all []tlog.Hash) []string {
	out := []string{}
	for _, h := range all {
		out = append(out, h.String())
	}
	return out
}

type stored []tlog.Hash

func (t stored) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		out[i] = t[x]
	}
	return out, nil
}

var checks []check

func tally(what string, of int, try func(i int) error) {
	c := check{What: what, Of: of}
	for i := 0; i < of; i++ {
		if err := try(i); err != nil {
			c.Why = err.Error()
		} else {
			c.Good++
		}
	}
	checks = append(checks, c)
}

func bundleHashes(data []byte) ([][]byte, error) {
	b := &api.EntryBundle{}
	if err := b.UnmarshalText(data); err != nil {
		return nil, err
	}
	var out [][]byte
	for _, e := range b.Entries {
		out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return out, nil
}

func main() {
	var in given
	if err := json.Unmarshal(must(os.ReadFile(os.Args[1])), &in); err != nil {
		panic(err)
	}
	ctx := context.Background()
	logV := must(note.NewVerifier(in.LogKey))
	witnessV := must(fnote.NewVerifierForCosignatureV1(in.WitnessKey))
	mldsaV := must(fnote.NewMLDSAVerifier(in.MldsaKey))
	files := client.FileFetcher{Root: in.Folder}
	raw := must(files.ReadCheckpoint(ctx))
	tally("checkpoint: note.Open with Ed25519, cosignature/v1 and ML-DSA-44 keys", 3, func(i int) error {
		v := []note.Verifier{logV, witnessV, mldsaV}[i]
		_, err := note.Open(raw, note.VerifierList(v))
		return err
	})
	cp, _, n, err := log.ParseCheckpoint(raw, in.Origin, logV, witnessV, mldsaV)
	if err == nil && len(n.Sigs) != 3 {
		err = fmt.Errorf("%d signatures", len(n.Sigs))
	}
	tally("checkpoint: formats/log.ParseCheckpoint", 1, func(int) error { return err })
	tally("whole folder: tessera fsck", 1, func(int) error {
		return fsck.New(in.Origin, logV, files, bundleHashes, fsck.Opts{N: 2}).Check(ctx)
	})
	tally("control: fsck refuses a folder with one byte changed", 1, func(int) error {
		f := client.FileFetcher{Root: in.Changed}
		// A worker of fsck ends at its first wrong file; with as few as those it would wait for ever.
		if fsck.New(in.Origin, logV, f, bundleHashes, fsck.Opts{N: 16}).Check(ctx) == nil {
			return fmt.Errorf("accepted")
		}
		return nil
	})
	tally("our inclusion proofs: tlog.CheckRecord", len(in.Inclusion), func(i int) error {
		p := in.Inclusion[i]
		return tlog.CheckRecord(hashes(p.Proof), p.Size, hash(p.Root), p.Index, hash(p.Leaf))
	})
	tally("our consistency proofs: tlog.CheckTree", len(in.Consistency), func(i int) error {
		p := in.Consistency[i]
		return tlog.CheckTree(hashes(p.Proof), p.To, hash(p.ToRoot), p.From, hash(p.FromRoot))
	})
	pb := must(client.NewProofBuilder(ctx, cp.Size, files.ReadTile))
	tally("the same proofs made by tessera's client from our tiles", len(in.Inclusion), func(i int) error {
		p := in.Inclusion[i]
		got, err := pb.InclusionProof(ctx, uint64(p.Index))
		if err != nil {
			return err
		}
		if len(got) != len(p.Proof) {
			return fmt.Errorf("entry %d: lengths differ", p.Index)
		}
		for j, h := range hashes(p.Proof) {
			if !bytes.Equal(h[:], got[j]) {
				return fmt.Errorf("entry %d: proofs differ", p.Index)
			}
		}
		return nil
	})
	tally("our receipts: formats/proof and merkle/proof.VerifyInclusion", len(in.Receipts), func(i int) error {
		var p proof.TLogProof
		if err := p.Unmarshal([]byte(in.Receipts[i])); err != nil {
			return err
		}
		c, _, _, err := log.ParseCheckpoint(p.Checkpoint, in.Origin, logV)
		if err != nil {
			return err
		}
		var path [][]byte
		for _, h := range p.Hashes {
			path = append(path, h[:])
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(p.ExtraData)
		return mproof.VerifyInclusion(rfc6962.DefaultHasher, p.Index, c.Size, leaf, path, c.Hash)
	})
	out := map[string]any{"checks": checks, "made": makeOwn()}
	os.Stdout.Write(must(json.Marshal(out)))
}

// A tree, proofs, a note under three kinds of key, and receipts, all by the Go programs.
func makeOwn() made {
	const size = 1000
	var s stored
	var leaves []tlog.Hash
	roots := map[int64]tlog.Hash{}
	entry := func(i int64) []byte { return []byte(fmt.Sprintf("go entry %d", i)) }
	for i := int64(0); i < size; i++ {
		s = append(s, must(tlog.StoredHashes(i, entry(i), s))...)
		leaves = append(leaves, tlog.RecordHash(entry(i)))
		roots[i+1] = must(tlog.TreeHash(i+1, s))
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	if err != nil {
		panic(err)
	}
	wskey, wvkey, err := note.GenerateKey(rand.Reader, "go.example/witness")
	if err != nil {
		panic(err)
	}
	mskey, mvkey, err := fnote.GenerateMLDSAKey("go.example/log")
	if err != nil {
		panic(err)
	}
	text := fmt.Sprintf("go.example/log\n%d\n%s\n", size, roots[size])
	signed := must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(skey)),
		must(fnote.NewSignerForCosignatureV1(wskey)), must(fnote.NewMLDSASigner(mskey))))
	m := made{Keys: []string{vkey, must(fnote.VKeyToCosignatureV1(wvkey)), mvkey}, Note: string(signed)}
	for n := int64(1); n <= size; n += 7 {
		for _, i := range []int64{0, n / 3, n - 1} {
			p := must(tlog.ProveRecord(n, i, s))
			m.Inclusion = append(m.Inclusion, inclusion{i, n, leaves[i].String(), roots[n].String(), texts(p)})
		}
		old := n/2 + 1
		p := must(tlog.ProveTree(n, old, s))
		m.Consistency = append(m.Consistency, consistency{old, n, roots[old].String(), roots[n].String(), texts(p)})
	}
	for i := int64(0); i < size; i += 50 {
		p := proof.TLogProof{Index: uint64(i), Checkpoint: signed, ExtraData: entry(i)}
		for _, h := range must(tlog.ProveRecord(size, i, s)) {
			p.Hashes = append(p.Hashes, h)
		}
		m.Receipts = append(m.Receipts, string(p.Marshal()))
	}
	return m
}
