"""Writes reference.json: rankings with ties and graded judgements, and their measures.

Written independently of the Go code, from the definitions of trec_eval 9: results are
sorted by score descending, ties by document id descending; success, recall and recip_rank
count grades >= 1; ndcg_cut takes grades as gains and log2(rank + 1) as discount.
Run once with `python3 reference.py > reference.json`; needs nothing but the standard library.
"""
import json
import math
import random

random.seed(20260302)


def dcg(grades, k):
    return math.fsum(g / math.log(rank + 1, 2) for rank, g in enumerate(grades[:k], 1) if g > 0)


cases = []
for number in range(60):
    documents = [f"d{i}" for i in range(random.choice([3, 12, 40]))]
    qrels = {d: random.choice([0, 1, 1, 2, 3]) for d in random.sample(documents, min(len(documents), random.randint(1, 8)))}
    if number % 7 == 0:
        qrels["missing"] = 2
    if not any(qrels.values()):
        qrels[documents[0]] = 1
    retrieved = random.sample(documents, random.randint(0, len(documents)))
    hits = [[d, random.choice([0.25, 0.5, 0.5, 1.5, round(random.random(), 3)])] for d in retrieved]
    ordered = sorted(sorted((d for d, _ in hits), reverse=True), key=lambda d: -dict(hits)[d])
    grades = [qrels.get(d, 0) for d in ordered]
    relevant = sum(1 for g in qrels.values() if g >= 1)
    values = {}
    for k in (1, 5, 10, 100):
        values[f"hit@{k}"] = float(any(g >= 1 for g in grades[:k]))
        values[f"recall@{k}"] = sum(1 for g in grades[:k] if g >= 1) / relevant
        values[f"mrr@{k}"] = next((1 / r for r, g in enumerate(grades[:k], 1) if g >= 1), 0.0)
        values[f"ndcg@{k}"] = dcg(grades, k) / dcg(sorted(qrels.values(), reverse=True), k)
    cases.append({"hits": hits, "qrels": qrels, "order": ordered, "values": values})
print(json.dumps(cases, indent=None, separators=(",", ":")).replace('},{"hits"', '},\n{"hits"'))
