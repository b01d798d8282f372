"""What is generated from the declared fields: configs/README.md is fresh, the JSON Schema fits the
configs, describe knows every name.
"""

import json
import re
import unittest

from sweep_case import ROOT, SweepCase


def sweep_files():
    """The sweeps of configs/; configs/slurm has options of clusters."""
    return sorted(
        path for path in (ROOT / "configs").rglob("*.yaml") if path.parent.name != "slurm"
    )


class Reference(SweepCase):
    def test_configs_readme_is_what_describe_writes(self):
        out, _ = self.regsweep("describe", "--markdown")
        self.assertEqual(
            (ROOT / "configs/README.md").read_text(),
            out,
            (
                "configs/README.md is stale; write it anew: regsweep describe --markdown >"
                " configs/README.md"
            ),
        )

    def test_the_catalogue_of_regularizers_is_what_describe_writes(self):
        out, _ = self.regsweep("describe", "regularizers", "--markdown")
        text = (ROOT / "lib/regularizers/README.md").read_text()
        table = text[text.index("<!-- begin") : text.index("<!-- end")].split("\n", 1)[1]
        self.assertEqual(
            table,
            out,
            (
                "lib/regularizers/README.md is stale; put between its comments what is written by: "
                "regsweep describe regularizers --markdown"
            ),
        )
        for name in ("bernoulli", "drop_key", "drop_head", "nanogpt", "max_norm", "sam"):
            self.assertIn(f"| `{name}` |", out)

    def test_describe_tells_fields_defaults_and_equations(self):
        out, _ = self.regsweep("describe")
        for name in ("mnist", "mlp", "bernoulli", "max_norm", "sgd", "training", "test.error"):
            self.assertIn(name, out)
        out, _ = self.regsweep("describe", "bernoulli")
        self.assertIn("y = x * m / keep", out)
        out, _ = self.regsweep("describe", "sgd")
        self.assertIn("0 <= momentum < 1", out)
        out, _ = self.regsweep("describe", "weight_averaging")
        for key in ("decay", "interval", "start"):
            self.assertRegex(out, rf"(?m)^  {key} ")
        out, _ = self.regsweep("describe", "causal_transformer")
        self.assertIn("block.<i>.attention [batch, head, query, key]", out)

    def test_describe_knows_every_key_place_and_metric(self):
        properties = json.loads(self.regsweep("schema")[0])["properties"]
        told = json.loads(self.regsweep("describe", "--json")[0])
        names = {topic["name"] for topic in told["topics"]}
        self.assertLessEqual({*properties, *properties["base"]["properties"]}, names)
        for model in ("mlp", "causal_transformer"):
            (topic,) = json.loads(self.regsweep("describe", model, "--json")[0])["topics"]
            for place in topic["placements"]:
                out, _ = self.regsweep("describe", place["placement"])
                self.assertRegex(out, rf"(?m)^  model +{model}$")
        for metric in told["metrics"]:
            self.assertIn(f"{metric}  (Metrics, ", self.regsweep("describe", metric)[0])

    def test_what_is_told_of_keys_places_and_metrics(self):
        out, _ = self.regsweep("describe", "analysis")
        self.assertIn("to_baseline", out)
        self.assertRegex(out, r"(?m)^  margin +a number with margin > 0, may be absent")
        self.assertRegex(self.regsweep("describe", "tune")[0], r"(?m)^  by +the name of a metric")
        out, _ = self.regsweep("describe", "axes")
        self.assertIn("zip: {optimizer.learning_rate: [0.1, 0.05]", out)
        out, _ = self.regsweep("describe", "seeds")
        for key in ("at_most", "spending", "initialization"):
            self.assertRegex(out, rf"(?m)^  {key} ")
        out, _ = self.regsweep("describe", "block.0.ffn")
        self.assertIn("after the activation", out)
        self.assertIn("block.<i>.ffn", out)
        out, _ = self.regsweep("describe", "best.validation.perplexity")
        self.assertIn("Validation exponential of the loss", out)
        self.assertIn("with models of tokens, evaluation.perplexity: true", out)
        out, _ = self.regsweep("describe", "test.monte_carlo_log_likelihood")
        self.assertRegex(out, r"(?m)^  better +higher$")

    def test_the_schema_is_json_and_describes_the_keys(self):
        schema = json.loads(self.regsweep("schema")[0])
        self.assertEqual(schema["$schema"], "http://json-schema.org/draft-07/schema#")
        self.assertEqual(
            set(schema["properties"]),
            {
                "sweep",
                "description",
                "base",
                "axes",
                "exclude",
                "seeds",
                "analysis",
                "tune",
                "claims",
                "execution",
                "slurm",
            },
        )
        base = schema["properties"]["base"]["properties"]
        self.assertEqual(
            set(base),
            {
                "data",
                "model",
                "dropout",
                "regularizers",
                "optimizer",
                "training",
                "evaluation",
                "probes",
            },
        )
        self.assertFalse(schema["properties"]["base"]["additionalProperties"])

    def test_the_configs_of_the_repository_fit_the_schema(self):
        try:
            import jsonschema
            import yaml
        except ImportError:
            self.skipTest("needs the Python modules jsonschema and yaml")

        class Loader(yaml.SafeLoader):
            """YAML 1.2 as editors read it: 1e-4 is a number (to PyYAML alone it is text)."""

        Loader.yaml_implicit_resolvers = {
            key: list(rules) for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }
        Loader.add_implicit_resolver(
            "tag:yaml.org,2002:float",
            re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+$"),
            list("-+0123456789"),
        )
        schema = json.loads(self.regsweep("schema")[0])
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(
            schema
        )  # validate() would check the schema each time
        files = sweep_files()
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                validator.validate(yaml.load(path.read_text(), Loader))
        wrong = yaml.load(files[0].read_text(), Loader)
        wrong["base"]["optimizer"]["learning_rat"] = 1
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate(wrong)

    def test_the_configs_of_the_repository_can_be_planned(self):
        for path in sweep_files():
            if "path: uci/" in path.read_text() and not (path.parent / "uci").exists():
                continue  # data that the user brings
            with self.subTest(path.name):
                self.assertIn("trials", self.regsweep("plan", path)[0])


if __name__ == "__main__":
    unittest.main()
