# SPDX-License-Identifier: Apache-2.0
"""The far end of the parity tests: PyYAML and jinja2 of Debian, asked over stdin and stdout in JSON."""
import datetime
import json
import signal
import sys
import time

# A drawn template may loop in loops; our side has limits of its own for that.
SECONDS = 5


def show(value):
    """One text per value and type; show.ts makes the same."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return "i%d" % value
    if isinstance(value, float):
        return "f%r" % value
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bytes):
        return "b" + value.hex()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return "d%s" % value
    if isinstance(value, dict):
        return "{" + ",".join(show(k) + ":" + show(v) for k, v in value.items()) + "}"
    if isinstance(value, set):
        return "s{" + ",".join(sorted(show(item) for item in value)) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(show(item) for item in value) + ")"
    if isinstance(value, list):
        return "[" + ",".join(show(item) for item in value) + "]"
    raise TypeError(type(value))


def load_yaml(texts):
    """For each text what the C and the Python safe loader make of it; null stands for a refusal."""
    import yaml

    def attempt(text, loader):
        try:
            return show(yaml.load(text, Loader=loader))
        except Exception:
            return None

    loaders = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]
    return [[attempt(text, loader) for loader in loaders] for text in texts]


def environment(request):
    import jinja2
    import jinja2.sandbox
    import shlex
    import yaml

    loader = jinja2.ChoiceLoader(
        [
            jinja2.DictLoader(request.get("templates", {})),
            jinja2.FileSystemLoader(request.get("directories", [])),
        ]
    )
    env = jinja2.sandbox.SandboxedEnvironment(
        loader=loader, autoescape=False, trim_blocks=True, cache_size=-1
    )
    env.filters["shlex_quote"] = shlex.quote
    env.filters["yaml_quote"] = lambda value: yaml.dump(
        value, Dumper=yaml.CSafeDumper, default_style='"', default_flow_style=True, width=2**30
    ).rstrip("\n")
    return env


def floats(value):
    """JSON from JavaScript says {"$float": text} for what must be a float here."""
    if isinstance(value, dict):
        if list(value) == ["$float"]:
            return float(value["$float"])
        return {key: floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    return value


class Slow(BaseException):
    """Not an Exception, which jinja2 might catch."""


def too_slow(*_):
    raise Slow


def render(request):
    """Renders each case: {template | text, context}. The answer has `text`, `error`, or `slow` after SECONDS."""
    env = environment(request)
    answers = []
    signal.signal(signal.SIGALRM, too_slow)
    for case in request["cases"]:
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            if "text" in case:
                template = env.from_string(case["text"])
            else:
                template = env.get_template(case["template"])
            answers.append({"text": template.render(floats(case.get("context", {})))})
        except Slow:
            answers.append({"slow": True})
        except Exception as error:
            answers.append({"error": "%s: %s" % (type(error).__name__, error)})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return answers


def bench(request):
    """Seconds for rendering all templates `rounds` times, once compiled."""
    env = environment(request)
    names = request["names"]
    started = time.perf_counter()
    for name in names:
        env.get_template(name).render({})
    first = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(request["rounds"]):
        for name in names:
            env.get_template(name).render({})
    return {"first": first, "warm": time.perf_counter() - started}


def junit_verdict(case):
    for tag in ("failure", "error", "skipped"):
        if case.find(tag) is not None:
            return tag
    return "passed"


def exports(texts):
    """Results of a job, as Python's own readers find them in each form."""
    import csv
    import io
    import xml.etree.ElementTree
    import yaml

    root = xml.etree.ElementTree.fromstring(texts["junit"].encode())
    return {
        "junit": [junit_verdict(case) for case in root.iter("testcase")],
        "junitCounts": [
            [int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")]
            for suite in root.iter("testsuite")
        ],
        "csv": list(csv.DictReader(io.StringIO(texts["csv"], newline=""))),
        "json": json.loads(texts["json"]),
        "yaml": yaml.safe_load(texts["yaml"]),
        "squad": json.loads(texts["squad-tests"]),
    }


def versions(_):
    import jinja2
    import yaml

    python = "%d.%d" % sys.version_info[:2]
    return "Python %s, jinja2 %s, PyYAML %s" % (python, jinja2.__version__, yaml.__version__)


COMMANDS = {"yaml": load_yaml, "render": render, "bench": bench, "exports": exports, "versions": versions}

if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogatepass")
    answer = COMMANDS[sys.argv[1]](json.load(sys.stdin))
    json.dump(answer, sys.stdout)
