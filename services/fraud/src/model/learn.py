"""Learns trees from rows of features with LightGBM. Called by learn.ts with the file that describes the work.

The probability of a fit is that of the mean log-odds of its boosters, one per seed, so all their trees add up to one
model whose leaves are divided by the number of boosters.
"""

import json
import sys

import lightgbm
import numpy


def flat(node, trees):
    """A tree as lists, split by split in the order in which they are met from the root on; see model-file.ts."""
    tree = {"feature": [], "threshold": [], "left": [], "right": [], "mean": [], "leaf": []}

    def add(node):
        if "split_feature" not in node:
            tree["leaf"].append(node["leaf_value"] / trees)
            return -len(tree["leaf"])
        if node["decision_type"] != "<=":
            raise ValueError(f"a split by {node['decision_type']}")
        at = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(node["threshold"])
        tree["mean"].append(float(f"{node['internal_value'] / trees:.4g}"))
        for side in ("left", "right"):
            tree[side].append(0)
        for side in ("left", "right"):
            tree[side][at] = add(node[f"{side}_child"])
        return at

    add(node)
    return tree


def learn(rows, labels, parameters):
    rounds, seeds = parameters["rounds"], parameters["seeds"]
    rest = {name: value for name, value in parameters.items() if name not in ("rounds", "seeds")}
    fixed = {"deterministic": True, "force_row_wise": True, "verbosity": -1}
    data = lightgbm.Dataset(rows, labels, free_raw_data=False)
    return [lightgbm.train({**rest, **fixed, "seed": seed}, data, rounds) for seed in range(1, seeds + 1)]


def main(work):
    rows = numpy.memmap(work["rows"], dtype="<f8", mode="r").reshape(-1, work["columns"])
    for fit in work["fits"]:
        train = numpy.fromfile(fit["train"], dtype="<u4")
        labels = numpy.fromfile(fit["labels"], dtype="u1")
        predict = numpy.fromfile(fit["predict"], dtype="<u4")
        boosters = learn(numpy.asarray(rows[train]), labels, work["parameters"])
        asked = numpy.asarray(rows[predict])
        odds = sum(booster.predict(asked, raw_score=True) for booster in boosters) / len(boosters)
        (1 / (1 + numpy.exp(-odds))).astype("<f8").tofile(fit["probabilities"])
        trees = [
            flat(tree["tree_structure"], len(boosters))
            for booster in boosters
            for tree in booster.dump_model()["tree_info"]
        ]
        with open(fit["trees"], "w", encoding="utf-8") as file:
            json.dump({"library": f"lightgbm {lightgbm.__version__}", "trees": trees}, file)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        main(json.load(file))
