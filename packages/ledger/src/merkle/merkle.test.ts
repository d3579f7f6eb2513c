// Tests hashes and proofs with the vectors of Certificate Transparency and of Go, and by properties.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { goReference, leaves, nodesOver, plainRoot } from '../test-tree.ts'
import { Frontier } from './frontier.ts'
import { emptyRoot, leafHash, nodeHash } from './hash.ts'
import { hashOfRange, proveConsistency, proveInclusion, rootOf } from './prove.ts'
import { verifyConsistency, verifyInclusion } from './verify.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

// github.com/transparency-dev/merkle, testonly/constants.go: the tree of the CT reference.
const ctLeaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657']
  .concat('606162636465666768696a6b6c6d6e6f')
  .map((text) => leafHash(Buffer.from(text, 'hex')))
const ctRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const all = leaves(1000)
const read = nodesOver(all)
const go = goReference()

describe('Merkle tree', () => {
  test('has the roots of Certificate Transparency', async () => {
    for (const [size, root] of ctRoots.entries()) {
      const frontier = new Frontier()
      for (const leaf of ctLeaves.slice(0, size)) frontier.push(leaf)
      assert.equal(hex(frontier.root()), root)
      assert.equal(hex(await rootOf(size, nodesOver(ctLeaves))), root)
    }
  })

  test('has the roots and proofs of Go', async () => {
    for (const [size, root] of Object.entries(go.roots)) {
      assert.equal(base64(await rootOf(Number(size), read)), root)
    }
    for (const { proof, ...at } of go.inclusion) {
      assert.deepEqual((await proveInclusion(at, read)).map(base64), proof)
    }
    for (const { proof, ...at } of go.consistency) {
      assert.deepEqual((await proveConsistency(at, read)).map(base64), proof)
    }
  })

  test('is the tree of RFC 6962 at every size', () => {
    const frontier = new Frontier()
    for (let size = 0; size <= 300; size++) {
      assert.deepEqual(frontier.root(), plainRoot(all.slice(0, size)))
      frontier.push(all[size]!)
    }
  })
})

describe('inclusion', () => {
  test('is proven for every leaf of every size up to 40', async () => {
    for (let size = 1; size <= 40; size++) {
      const root = plainRoot(all.slice(0, size))
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion({ index, size }, read)
        assert.ok(verifyInclusion({ index, size, leaf: all[index]!, proof, root }))
      }
    }
  })

  test('is refused for any other leaf, place, size, root or proof', async () => {
    await fc.assert(
      fc.asyncProperty(placeInTree, fc.nat(), async ([index, size], noise) => {
        const proof = await proveInclusion({ index, size }, read)
        const root = await hashOfRange({ start: 0, end: size }, read)
        const right = { index, size, leaf: all[index]!, proof, root }
        assert.ok(verifyInclusion(right))
        const other = leafHash(Buffer.from(`x${noise}`))
        assert.ok(!verifyInclusion({ ...right, leaf: other }))
        assert.ok(!verifyInclusion({ ...right, root: other }))
        assert.ok(!verifyInclusion({ ...right, proof: [...proof, other] }))
        assert.ok(
          !verifyInclusion({ ...right, index: (index + 1 + (noise % 5)) % (size + 6) }) ||
            size === 1,
        )
        assert.ok(!verifyInclusion({ ...right, index: size }))
        assert.ok(!verifyInclusion({ ...right, index: -1 }))
        if (proof.length === 0) return
        assert.ok(!verifyInclusion({ ...right, proof: proof.slice(1) }))
        const changed = proof.with(noise % proof.length, other)
        assert.ok(!verifyInclusion({ ...right, proof: changed }))
      }),
    )
  })

  test('counts above 2^32 without loss', () => {
    const [index, size] = [2 ** 40, 2 ** 40 + 1]
    const left = leafHash(Buffer.from('left'))
    const leaf = leafHash(Buffer.from('leaf'))
    const root = nodeHash(left, leaf)
    assert.ok(verifyInclusion({ index, size, leaf, proof: [left], root }))
    assert.ok(!verifyInclusion({ index: 2 ** 40 - 1, size, leaf, proof: [left], root }))
  })
})

describe('consistency', () => {
  test('is proven between all sizes up to 40', async () => {
    for (let to = 0; to <= 40; to++) {
      for (let from = 0; from <= to; from++) {
        const proof = await proveConsistency({ from, to }, read)
        const [fromRoot, toRoot] = [plainRoot(all.slice(0, from)), plainRoot(all.slice(0, to))]
        assert.ok(verifyConsistency({ from, to, fromRoot, toRoot, proof }), `${from} → ${to}`)
      }
    }
  })

  test('is refused for any other root, size or proof', async () => {
    await fc.assert(
      fc.asyncProperty(placeInTree, fc.nat(), async ([before, to], noise) => {
        const from = before + 1
        const proof = await proveConsistency({ from, to }, read)
        const fromRoot = await hashOfRange({ start: 0, end: from }, read)
        const toRoot = await hashOfRange({ start: 0, end: to }, read)
        const right = { from, to, fromRoot, toRoot, proof }
        assert.ok(verifyConsistency(right))
        const other = leafHash(Buffer.from(`x${noise}`))
        assert.ok(!verifyConsistency({ ...right, fromRoot: other }))
        assert.ok(!verifyConsistency({ ...right, toRoot: other }))
        assert.ok(!verifyConsistency({ ...right, proof: [...proof, other] }))
        assert.ok(!verifyConsistency({ ...right, from: to + 1 }))
        if (proof.length === 0) return
        assert.ok(!verifyConsistency({ ...right, proof: proof.slice(0, -1) }))
        assert.ok(!verifyConsistency({ ...right, proof: proof.with(noise % proof.length, other) }))
      }),
    )
  })

  test('from the empty tree takes only the empty root and no proof', () => {
    const toRoot = all[0]!
    const right = { from: 0, to: 1, fromRoot: emptyRoot, toRoot, proof: [] }
    assert.ok(verifyConsistency(right))
    assert.ok(!verifyConsistency({ ...right, proof: [toRoot] }))
    assert.ok(!verifyConsistency({ ...right, fromRoot: toRoot }))
  })
})

const placeInTree = fc
  .integer({ min: 1, max: 600 })
  .chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)))
