"""Makes official-cases.jsonl: logs put together at random from lines that matter, with the status map and the verdict
that swebench 5.0.2 gives them. Run in an environment that has it: python official-cases.py SEED COUNT > official-cases.jsonl
"""

import json
import random
import sys
import tempfile
from types import SimpleNamespace

from swebench.harness.grading import get_eval_report
from swebench.harness.log_parsers import PARSER_REGISTRY
from swebench.harness.utils import make_test_spec

PARSERS = [
    "parse_log_django",
    "parse_log_sympy",
    "parse_log_pytest",
    "parse_log_pylint",
    "parse_log_sphinx",
    "parse_log_seaborn",
    "parse_log_matplotlib",
    "parse_log_tap",
]
IDS = ["test_a", "test_b (x.Y)", "test_c[/a/b]", "test_d[x", "test_d[xy]", "test_d[xz]", "a/b.py::t[//q]", "m[/x*/y]"]
FRAGMENTS = IDS + """FAILED|PASSED|SKIPPED|ERROR|XFAIL|XPASSED| - | | |  | ... ok| ... OK| ...  OK| ... FAIL| ... ERROR| ... skipped
| ... |ok|FAIL:|ERROR: |--version is equivalent to version|Applying sites.0002_alter_domain_unique...test_no_migrations
|Testing against Django installed in | silenced).|silenced).|Internal Server Error: /x/|Internal Server Error: //
|System check identified no issues (0 silenced)|____| |_|.py:|x.py:test_q|/p/q.py:test_r| E| F| ok|ok 1 - a|not ok 2 b
|ok 3 c # SKIP| ok 4 d|[32m|\x1b[31m|\x1b[0m|[3]|[100%]|[1|\u2028|\x85|\x1c|\ufeff|\xa0|\u0663|MouseButton.LEFT|\xe9|.|/
""".replace("\n|", "|").strip("\n").split("|") + ["\t", "\r", "\r\n", "\x00", "\x0b", "\n...", "...\n"]
TEMPLATES = ["{} ... ok", "{} ... {}", "{} ... skipped 'x'", "{} ... FAIL", "FAIL: {}", "ERROR: {}", "{} ... {} ok", "{} E", "{} F", "{} ok",
             "____ {}.py:{} ____", "FAILED {} - {}", "PASSED {}", "SKIPPED [2] {}", "SKIPPED {}", "ERROR {}", "XFAIL {} {}",
             "{} PASSED", "{} PASSED [ 10%]", "FAILED {}", "ok 1 - {}", "not ok 2 {}", "\x1b[32mPASSED\x1b[0m {}", "PASSED: {}",
             "{} ... Internal Server Error: /{}/\nok", "{} ... System check identified no issues (0 silenced)\nok"]
VOID = [">>>>> Patch Apply Failed", ">>>>> Reset Failed", ">>>>> Tests Errored", ">>>>> Tests Timed Out"]


def text(random_, lines):
    parts = []
    for _ in range(lines):
        if random_.random() < 0.7:
            parts.append(random_.choice(TEMPLATES).format(random_.choice(IDS), random_.choice(FRAGMENTS)))
        else:
            parts += random_.choices(FRAGMENTS, k=random_.randint(1, 5))
        parts.append(random_.choice(["\n", "\n", "\n", "\nok\n", "", "\r\n"]))
    return "".join(parts)


def log(random_):
    out = text(random_, random_.randint(1, 10))
    if random_.random() < 0.9:
        out = text(random_, random_.randint(0, 2)) + "+ : '>>>>> Start Test Output'\n" + out
    if random_.random() < 0.95:
        out += "\n+ : '>>>>> End Test Output'\n"
    if random_.random() < 0.4:
        out += ">>>>> Test Exit Code: %d\n" % random_.choice([0, 1, -1])
    if random_.random() < 0.03:
        out += random_.choice(VOID)
    if random_.random() < 0.1:
        out += "# tests 4\n"
    if random_.random() < 0.1:
        out += ">>>>> Start Test Output\n" + text(random_, 1)
    return out


def case(random_, path):
    content, parser = log(random_), random_.choice(PARSERS)
    with open(path, "w", newline="", encoding="utf8") as file:
        file.write(content)
    with open(path, encoding="utf8") as file:
        statuses = PARSER_REGISTRY[parser](file.read(), SimpleNamespace(instance_id="x"))
    listed = list(statuses) + IDS
    passing = [key for key, status in statuses.items() if status in ("PASSED", "XFAIL")]
    fail_to_pass = random_.choices(listed, k=random_.randint(0, 2))
    pass_to_pass = random_.choices(listed, k=random_.randint(0, 2))
    if passing and random_.random() < 0.5:
        fail_to_pass, pass_to_pass = passing[:2], [k for k, s in statuses.items() if s in ("PASSED", "SKIPPED")][-2:]
    eval_type = random_.choice(["pass_and_fail", "pass_and_fail", "fail_only"])
    row = dict(instance_id="x", image="", repo="", version="", eval_script="", log_parser=parser, eval_type=eval_type)
    spec = make_test_spec({**row, "FAIL_TO_PASS": fail_to_pass, "PASS_TO_PASS": pass_to_pass})
    report = get_eval_report(spec, {"instance_id": "x", "model_patch": "diff"}, path, True)["x"]
    return {
        "log": content,
        "logParser": parser,
        "evalType": eval_type,
        "failToPass": fail_to_pass,
        "passToPass": pass_to_pass,
        "statuses": list(statuses.items()),
        "valid": report["patch_successfully_applied"],
        "resolved": report["resolved"],
        "tally": report.get("tests_status"),
    }


def main():
    random_ = random.Random(int(sys.argv[1]))
    left = int(sys.argv[2])
    with tempfile.NamedTemporaryFile() as file:
        while left:
            try:
                print(json.dumps(case(random_, file.name), separators=(",", ":")))
                left -= 1
            except IndexError:
                pass  # the official Django parser ends so on a heading without a name


main()
