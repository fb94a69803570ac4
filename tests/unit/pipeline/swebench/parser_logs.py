"""Logs by log parser, written after what the runners print: first as they should be, then nasty ones. Each is a text,
or (instance id, version, text) where the official parser looks at those. official-parsers.py mixes more out of them."""

LONG = "a very long name " * 40

LOGS = {
    "parse_log_redis": [
        """Starting test server at port 21079
[ready]: 84412
Testing unit/type/list
[ok]: LPOS basic usage - quicklist (1 ms)
[ok]: Regression for bug 593 - chained BRPOPLPUSH with other blocking cmds (12 ms)
[err]: LPOP command will not be marked in with rewrite in tests/unit/type/list.tcl
Expected '4' to be equal to '2' (context: type eval line 3 cmd {assert_equal 4 2} proc ::test)
[skip]: Not supported for external: server mode
[ignore]: large memory flag not provided
[1/1 done]: unit/type/list (16 seconds)
""",
        "[ok]: A (3 s)\r\n[ok]:  two  spaces (3 ms)\n[ok]: (12 ms)\n[ok]:\tTab (4ms)\n[ok]: x (1 2 ms)\n[err]: x in y in z\n[err]: a in b (3 ms)\n  [ok]: indented\n[ok]:\n[ok]: \n[err]: in x\n",
        "[ok]: " + LONG + "(5 ms)\n[ok]: caf\u00e9 \u2028 x (5\u00a0ms)\n[ok]: x (\u0665 ms)\n\x1b[32m[ok]\x1b[0m: coloured (1 ms)\n[ok]: A (3 s)\n[err]: A (3 s)\n",
    ],
    "parse_log_jq": [
        """make[3]: Entering directory '/testbed'
PASS: tests/optionaltest
PASS: tests/mantest
FAIL: tests/jqtest
PASS: tests/shtest
============================================================================
Testsuite summary for jq 1.6-159-gcff5336-dirty
# TOTAL: 4
""",
        "  PASS: a  b \r\nFAIL:  two\nPASS:x\nPASS: \nPASS:\tt\nXPASS: n\nFAIL: a  b\n\x85PASS: c\n",
        "\x1b[0;32mPASS\x1b[0m: coloured\nPASS: " + LONG + "\n\u2028FAIL: x\ufeff\n",
    ],
    "parse_log_doctest": [
        """[doctest] noise before
<?xml version="1.0" encoding="UTF-8"?>
<doctest binary="test-udt_cpp11">
  <Options order_by="file" rand_seed="0" first="0" last="4294967295" abort_after="0" subcase_filter_levels="2147483647" case_sensitive="false" no_throw="false" no_skip="false"/>
  <TestSuite>
    <TestCase name="basic usage" filename="/testbed/tests/src/unit-udt.cpp" line="228">
      <SubCase name="conversion from T1" filename="x.cpp" line="242">
        <Expression success="true" type="CHECK" filename="x.cpp" line="245">
          <Original>json(big_boss) == json({{&quot;age&quot;, 23}})</Original>
          <Expanded>{&quot;age&quot;:23} == {&quot;age&quot;:23}</Expanded>
        </Expression>
        <SubCase name="via explicit calls"><Expression success="false" type="CHECK"><Original>a &lt; b</Original></Expression></SubCase>
      </SubCase>
      <SubCase name="empty"></SubCase>
      <OverallResultsAsserts successes="1" failures="1" test_case_success="false"/>
    </TestCase>
    <TestCase name="other"><SubCase name="conversion from T1"><Expression success="true"/></SubCase></TestCase>
    <TestCase name="alone"><Expression success="false"/></TestCase>
  </TestSuite>
  <OverallResultsAsserts successes="43" failures="1"/>
</doctest>
after""",
        "<doctest><TestCase><SubCase><Expression/></SubCase></TestCase></doctest>",
        "<doctest><TestCase name='a'><SubCase name='b'></TestCase></doctest>",
        "<doctest><TestCase name='a'><SubCase name='b'/></TestCase>",
        "<doctest><TestCase name='caf\u00e9 &amp; &#x41;'><SubCase name='b&#10;c'><Expression success='TRUE'/></SubCase></TestCase></doctest>",
        "<doctest><TestCase name='a' name='b'></TestCase></doctest>",
        "<doctest><TestCase name='a'>& b</TestCase></doctest>",
        "<doctest><SubCase name='loose'/><TestCase name='a'><SubCase name='s'><SubCase name='t'/><Expression success='false'/></SubCase><SubCase name='s'/></TestCase></doctest><doctest></doctest>",
        "no document",
    ],
    "parse_log_micropython_test": [
        "pass  basics/fun1.py\nFAIL  basics/fun_name.py\nskip  basics/async.py\n3 tests performed (42 individual testcases)\n1 tests failed: basics/fun_name.py\n",
        "passed x\npass\tx y\r\nFAIL\u00a0u\npass\nskip   a - reason\n pass  indented \nPASS  x\npass x y\n",
        "pass " + LONG + "\nFAIL x\x1b[0m\n",
    ],
    "parse_log_googletest": [
        """3: [==========] Running 4 tests from 2 test suites.
3: [ RUN      ] ranges_test.format_array
3: [       OK ] ranges_test.format_array (0 ms)
3: [  FAILED  ] ranges_test.format_2d_array (1 ms)
3: [  FAILED  ] ranges_test.format_2d_array
3: [----------] 2 tests from ranges_test (1 ms total)
[       OK ] typed_test/0.works, where TypeParam = int (12 ms)
""",
        "[OK] x (y) (z)\n[ OK ]x (1)\n[ OK ] (1)\n[ OK ]  (1)\n[ FAILED ] a [ OK ] b (0 ms)\n[ OK ] a (1 ms) \n[ OK ] a(1 ms)\n[ OK ] a\t(1 ms)\n[ OK ] a (1 ms) x\n[ OK ] a ()\n[ OK ] [ OK ] (1)\n",
        "[ OK ] " + "( " * 200 + "\n[ OK ] " + LONG + "(1 ms)\n\x1b[0;32m[       OK ] \x1b[mc.d (0 ms)\n",
    ],
    "parse_log_gotest": [
        """=== RUN   TestLexer
=== RUN   TestLexer/sub_test
--- PASS: TestLexer (0.00s)
    --- PASS: TestLexer/sub_test (0.00s)
    --- FAIL: TestLexer/other#01 (0.00s)
--- FAIL: TestReplacer (1.20s)
--- SKIP: TestSlow (0.00s)
FAIL
FAIL\tgithub.com/caddyserver/caddy/v2\t0.012s
""",
        "--- PASS: a (b) (0.00s)\n--- PASS: a ()\n--- PASS: a (b) ()\n--- PASS:  (1s)\n--- PASS: x(1s)\n--- PASS: a (1s) tail\n--- BENCH: a (1s)\r\n\t--- PASS: t (0s)\t\n--- PASS: a  (0s)\n--- PASS: (0s)\n",
        "--- PASS: " + " (" * 200 + "\n--- FAIL: " + LONG + " (0.1s)\n--- PASS: \u2028u (0s)\n--- PASS: TestA (0.00s)--- PASS: TestB (0.00s)\n",
    ],
    "parse_log_maven": [
        """+ mvnd test -B -T 1C -pl gson -Dtest=com.google.gson.functional.PrimitiveTest#testByteSerialization
[INFO] Scanning for projects...
[INFO] BUILD SUCCESS
+ mvnd test -B -T 1C -pl gson -Dtest=com.google.gson.functional.PrimitiveTest#testIntSerialization
[ERROR] Tests run: 1, Failures: 1
[INFO] BUILD FAILURE
+ mvnd test -pl gson -Dtest=a#b
+ mvnd test -pl gson -Dtest=c#d
[INFO] BUILD FAILURE
[INFO] BUILD SUCCESS
""",
        "BUILD SUCCESS\nBUILD FAILURE\n+ mvn -Dtest=late\n+ mvn -Dtest=later -X\n+ mvn -Dtest=none\n",
        "-Dtest=a -Dtest=b\nBUILD SUCCESS.\nxBUILD FAILURE\n-Dtest= -Dtest=\n-Dtest=c -Dtest=\n  BUILD SUCCESS  \n-Dtest=e BUILD SUCCESS\n-Dtest=f\n\x1b[1;32mBUILD SUCCESS\x1b[m\nBUILD SUCCESS\r\n",
        "-Dtest=" * 200 + "\n" + LONG + "-Dtest=x\nBUILD SUCCESS\n",
    ],
    "parse_log_ant": [
        """test.instance:
    [junit] Running lombok.transform.TestWithDelombok
    [junit] [PASS] AccessorsCleanup.java(lombok.transform.TestWithDelombok)
    [junit] [FAIL] Builder Complex.java(lombok.transform.TestWithDelombok)
    [junit] [ERR]  Value.java(lombok.transform.TestWithDelombok)
    [junit] Tests run: 3
""",
        "[junit][PASS] x\n[junit] [PASS]x\n[junit]\t[PASS]\u00a0x  y \r\n[junit] [PASS] \n[junit] [SKIP] x\n[junit] [PASS] " + LONG + "\n",
    ],
    "parse_log_gradle_custom": [
        """> Task :lucene:core:test

org.apache.lucene.search.TestLatLonDocValuesQueries > testRandomBig SKIPPED

org.apache.lucene.search.TestLatLonDocValuesQueries > testAllLatEqual PASSED

TestXYPoint > testEqualsAndHashCode FAILED
    java.lang.AssertionError
io.reactivex.ObservableSwitchTest > syncFusedSingle
WARNING: A command line option has enabled the Security Manager
PASSED
Gradle Test Run :test > Gradle Test Executor 4 > x PASSED
BUILD SUCCESSFUL in 1m 3s
""",
        "> x PASSED\na PASSED\nab PASSED\nab  FAILED\n  c > d\nPASSED\nPASSED\ne > f\ng > h\nFAILED\ni >  j\nx\nPASSED \nk>l PASSED\nPASSED PASSED\nPASSED\tFAILED\na b > c\nPASSED\n",
        "a > b\r\nPASSED\r\n" + LONG + "PASSED\n\U0001f600 PASSED\n\U0001f600\U0001f600 PASSED\n\u00e9\u2028PASSED\nPASSEDFAILED\n",
    ],
    "parse_log_phpunit": [
        """PHPUnit 10.5.45 by Sebastian Bergmann and contributors.

Formula Translator (PhpOffice\\PhpSpreadsheetTests\\Reader\\Ods\\FormulaTranslator)
 \u2714 To excel with data set "cell"
 \u2718 To open office with data set "range"
   \u2502
   \u2502 Failed asserting that two strings are identical.
   \u2502 \u21b5
 \u21a9 Skipped one

Other (Tests\\Other)
 \u2714 To excel with data set "cell"

Time: 00:00.151, Memory: 18.00 MB
OK (4 tests, 4 assertions)
""",
        "\u2714 before any suite\n\u2718\u2718 two marks\n\u2714\n\u2714   \nA (x)\n \u2714 t\nAb (x) (y)\n \u2714 t \nAb ()\n \u2718 u\nAb (x) ()\n\u2714 v\n (x)\n\u2714 w\nAb (x) \n\u2714 y\n",
        "\u00e9t\u00e9 (x)\n\u00a0\u2714\u2028z\n\u2714 t\r\n\u00b2x (y)\n\u2714 q\n" + "a" + " (" * 200 + "\n\x1b[32m\u2714\x1b[0m c\n",
    ],
    "parse_log_minitest": [
        """Run options: -v -n "/static files/" --seed 1
# Running:

TestSite::configuring sites::static files#test_: should sort by date.  = 0.02 s = .
TestFilters::where_exp filter#test_0001_should filter. = 0.01 s = F
TestUtils#test_slug. = 0.00 s = E
TestUtils#test_skip. = 0.00 s = S

Finished in 0.2 seconds.
1) Failure: TestX. == . expected = .
""",
        "a. =.\na. = F.E\na. b. = c = .\n. =.\n.. = .\na. .=F\na = .\na. F=\na. = x\nFoo. = 1.5 s = S\na.b. c=d.E\na.  =\r\n. = . = .\n= . = .\n",
        LONG + ". = 0.1 s = .\n" + "=." * 200 + "\n" + ". " * 200 + "= .\n\u00e9. = \u2028 .\n",
    ],
    "parse_log_cucumber": [
        "Using the default profile...\nfeatures/post_data.feature:6 ......\nfeatures/post_data.feature:30 ...F--\n\n2 scenarios (1 failed, 1 passed)\n",
        "x .\nx ..\nx .F\nx F\nx ...-F\na .. b ..\na .. b .\n ..\nx ... y .Fz\n....\nx  ..\nx\t..\n .F\n",
        LONG + "...\n" + " ." * 200 + "\n\u2028x ..\r\n\x1b[32m.\x1b[0m ..\n",
    ],
    "parse_log_ruby_unit": [
        """Loaded suite test/config/test_system_config
Started
ConfigTest::SystemConfigTest: 
  test: rotate_age[0]:\t.: (0.001)
  test: rotate_age[1] with: colon:\tF
===============================================================================
Failure: test: rotate_age
  test_add[x]:\t\tE
test: omitted:\tO
  test_email:\t\t\t\t\t.: (0.000364)
Finished in 0.0123 seconds.
""",
        "a: .\na:  Ex\na: E x\na: E.\na: O\n: .\ntest: .\ntest: a: .\ntest: : F\ntest: F: x\na: b: .: F: (1)\na:.\na: F_\na: F\u00e9\na: F-\r\na:\u2028E\n",
        LONG + ": .\n" + ": " * 200 + "\n" + "a: ." * 100 + "\n",
    ],
    "parse_log_rspec_transformed_json": [
        "+ bundle exec rspec\nregisters an offense - passed\ndoes nothing - ./spec/a_spec.rb[1:2] - failed\nwaits - pending\nregisters an offense - failed\n",
        " - passed\na - passed - failed x\na - passedly\na- passed\na -  passed\n- failed\nx - failed - passed\n  y - passed \r\n",
        LONG + "- passed\n" + " - passed" * 200 + "\n\u2028u - failed\n",
    ],
    "parse_log_cargo": [
        """running 3 tests
test regression::r1 ... ok
test regression::r2208 ... FAILED
test slow ... ignored
test src/lib.rs - foo (line 3) ... ok
test result: FAILED. 1 passed; 1 failed
""",
        "test  a\t...  ok\ntest a ...ok\ntest a ... ok x\ntesta ... ok\ntest a b ... ok\r\n test b ... ok \ntest a ... FAILED\ntest a ... OK\ntest c ... \u00e9\ntest d - should panic ... ok\n",
        "test " + "x" * 300 + " ... ok\ntest \u2028u ... ok\n\x1b[32mtest e ... ok\x1b[0m\n" + "test " + " " * 300 + "\n",
    ],
    "parse_log_jest": [
        """PASS __tests__/Range.ts
  Range
    \u2713 fixed range (6 ms)
    \u2713 stepped range
    \u2715 includes first N odd numbers (1 s)
    \u25cb skipped rest
  \u25cf Range \u203a includes

Tests:       1 failed, 1 skipped, 2 passed, 4 total
""",
        "\u2713a\n\u2713 a (1 ms) \n\u2713  a  (2ms)\n\u2713 (3 ms)\n\u2713 a (1 ms) (2 ms)\n\u2713 a (1.5 s)\n\u2715 a\n\u2713 a (1 m)\r\n\u2713\ta\t(1\ts)\n\u2713 \n\u2713\n x \u2713 a\n",
        "\u2713 " + LONG + "(4 ms)\n\u2713 " + " (1" * 200 + "\n\x1b[32m\u2713\x1b[39m c\n\u2713 \u2028 d (\u0663 ms)\n\ufeff\u2713 e\n\u2713 a\n\u2715 a\n",
    ],
    "parse_log_jest_json": [
        "+ npx jest --json\n[PASSED] OrderedMap > converts from object\n[FAILED] OrderedMap > is iterable\n[PENDING] x\n[PASSED] top level\n",
        " [PASSED] a \r\n[PASSED]a\n[PASSED] \n[FAILED]  a\n[FAILED] a\n[passed] b\n[PASSED] [FAILED] c\n[PASSED]\u2028d\n[PASSED] " + LONG + "\n",
    ],
    "parse_log_vitest": [
        """ RUN  v2.1.1 /testbed
 \u2713 packages/runtime-core/__tests__/apiWatch.spec.ts > api: watch > effect 12ms
 \u2713 packages/runtime-core/__tests__/apiWatch.spec.ts > api: watch > watching single source
 \u00d7 packages/a.spec.ts > fails 3s
   \u2192 expected 1 to be 2
 \u2193 packages/a.spec.ts > skipped [skipped]
 \u2713 packages/a.spec.ts (2 tests) 1 s
 Test Files  1 failed | 1 passed (2)
""",
        "\u2713 a 1\n\u2713 a  2 ms\n\u2713 3ms\n\u2713 a 4 m s\n\u2713 a 5m\n\u2713 a6ms\n\u2713 a [skipped] [skipped]\n\u2713 a 1 2\n\u2193 a\r\n\u2713a\n\u2713 a 12 \n\u2713 b\t7\t ms\n\u2713  [skipped]\n\u2713 [skipped]\n",
        "\u2713 " + LONG + "5ms\n\u2713 " + " 1" * 200 + "x\n\x1b[32m\u2713\x1b[39m c 1ms\n\u2713 d \u0664ms\n\u2713 \u2028 9ms\n",
    ],
    "parse_log_karma": [
        """START:
Starting browser Chrome
  Components
    \u2714 should render components
    \u2716 should forward props
    getDerivedStateFromProps
      \u2714 should render
    Fragment
      \u2714 should render
  render()
\u2714 at the margin
SUMMARY:
\u2714 4 tests completed
""",
        "  before\n    \u2714 not counted\nStarting browser\n      a\n  b\n    \u2714 c\n",
        "Starting browser\n      a\n    b\n  c\n",
        "Starting browser\n a\n  b\n\u2714 c\n \u2716d\n\t\t\u2714\te \n    \n     f\n   \u2714\n\u2714 \n\u2714\u2714 g\n   h Starting browser i\n    \u2714 j\nx SUMMARY:\nSUMMARY: \n\u2714 late\n",
        "Starting browser\r\n  caf\u00e9\r\n    \u2714 " + LONG + "\r\n\u2028\u2028u\n\u2714 x\n" + " " * 300 + "\n\u2716 x\n",
    ],
    "parse_log_tap": [
        "TAP version 13\nok 1 Sphere > Instancing\nnot ok 2 Sphere > set\n  ---\n  message: x\n  ...\nok 3 # SKIP later\n1..3\n# pass 2\n# tests 3\n",
        " ok 4 d \r\nok  5 e\nok 6\nok 7 \nok x y\nnot  ok 8 f\nok 9 - g # TODO h\nok \u0663 i\nok 1 Sphere > Instancing\nnot ok 1 Sphere > Instancing\nok 10 " + LONG + "\n\x1b[32mok 11 k\n",
    ],
    "parse_log_immutable_js": [
        ("immutable-js__immutable-js-2006", "2006", "    \u2713 fixed range (6 ms)\n[PASSED] not read here\n"),
        ("immutable-js__immutable-js-2005", "2005", "    \u2713 not read here (6 ms)\n[PASSED] OrderedMap > a\n[FAILED] b\n"),
        ("immutable-js__immutable-js-1", "1", "    \u2713 fixed range (6 ms)\n"),
    ],
    "parse_log_jekyll": [
        ("jekyll__jekyll-9141", "9141", "TestSite#test_a. = 0.02 s = .\nTestSite#test_b. = 0.1 s = F\nfeatures/x.feature:6 ....\n"),
        ("jekyll__jekyll-8761", "8761", "TestSite#test_a. = 0.02 s = .\nfeatures/x.feature:6 ....\n"),
        ("jekyll__jekyll-1", "1", "TestSite#test_a. = 0.02 s = .\n"),
        ("jekyll", "1", "TestSite#test_a. = 0.02 s = .\n"),
    ],
    "parse_log_marked": [
        "Started\n....F..\n\nFailures:\n1) Lexer paragraph space after\n  Message:\n    Expected x.\n2) Marked should pass \n\n3 specs, 2 failures\n",
        "1)a\n1)\tb\n 1) c\n1) \n12) d\r\n\u0661) e\n1) 2) f\n1) " + LONG + "\n1)\u2028g\n1) d\n",
    ],
    "parse_log_chart_js": [
        "\x1b[32mChrome Headless\x1b[39m\nChrome 120.0.6099 (Linux x86_64) Chart.controllers.bar should draw FAILED\n\tExpected 1 to be 2.\nChrome 120.0.6099 (Linux x86_64): Executed 10 of 10 (1 FAILED) (1.2 secs / 1 secs)\nChrome 120.0.6099 (Linux 0.0.0) other (x) test FAILED\nTOTAL: 2 FAILED, 8 SUCCESS\n",
        "Chrome 1 (a) b FAILED x\nChrome 1 (a)b FAILED\nChrome 1 () c FAILED\nChrome 1 (a) FAILED\nChrome 1 (a)  FAILED\nChrome\n2 (a) d FAILED\nChrome 2 (a)\ne FAILED\nChrome 1 (a) (b) f FAILED\nxChrome 1.2 (a) gFAILED\nChrome 1 (a) Chrome 2 (b) h FAILED\nChrome 1\t(a)\u00a0i FAILED",
        "Chrome 1 (" * 200 + "FAILED\n" + "Chrome 1 (a) " + LONG + "FAILED\n\x1b[31mChrome 1 (a) \x1b[1mj\x1b[0m FAILED\x1b[39m\nChrome 1 (a) k FAILED\u2028\n",
    ],
    "parse_log_p5js": [
        """  Rendering
    1) prefix
{
  "x": 1
}
  37 passing (3s)
  2 failing

  1) Color
       p5.prototype.color(r,g,b)
         should set alpha:
     AssertionError: expected 1 to equal 2
  2) Image
       loads:

     Error: x
""",
        "1) no indent:\n2)  same\n  same:\n3)  a\n    b\n   c:\n 4) d\n\n   5) e\n     f:\n1)   g\n       g2: h: i\n6):\n7) :\n8)  j " + "x" * 1_100 + ":\n9)  k" + "\U0001f600" * 998 + ":\n9)  k" + "\U0001f600" * 999 + ":\n\u0661)  l:\r\n",
        "<a>gone 1)  x:</a>1)  y:\n<b><b>2)  z:\n</b>3)  kept:\n</b>\n<c>4)  w:\n<d>5)  v:</c></d>\n<e></f>6)  u:\n</e x>\n<g>7)  t</g> s:\n<h><h>\n8)  r:\n",
        "[\n1)  in a list:\n]\n{ \n1)  in an object:\n]\n}\n[x]\n{y}\n}\n2)  out:\n]\n3)  again {\n4)  hidden:\n} \n5)  shown:\n",
        "\n" * 200 + "1)  far:\n" + "<t>" * 100 + "2)  open:\n" + "</t>" * 500 + "\n  \x1b[31m3)  red:\x1b[0m\n",
    ],
    "parse_log_react_pdf": [
        "PASS packages/layout/tests/a.test.js\nPASS packages/b.test.js (5.2 s)\nFAIL packages/c.test.js (123 ms)\nPASS d (5.2s)\nFAIL e (12ms)\nTests: 1 failed, 9 passed, 10 total\n",
        "PASS\nPASS \nPASSx\n PASS y\nPASS a (1ms) b (2ms) c\nPASS a (1 s) (2ms) (3s)\nPASS (1ms)\nPASS  (1ms)\nPASS a (1m)\r\nFAIL\ta\t(1ms)\nFAIL a\nPASS " + LONG + "(1 s)\nPASS " + " (1" * 200 + "\n\x1b[32mPASS\x1b[0m x\n",
    ],
    "parse_log_carbon": [
        "PASS packages/react/src/Tabs-test.js (5.2 s)\nFAIL packages/react/src/Modal-test.js\n  \u25cf Modal \u203a closes\nTest Suites: 1 failed, 1 passed, 2 total\n",
        "FAIL a (..ms)\nFAIL b (1.5\u00a0s)\nPASS b\nPASS c (\u0664s)\nPASS d (s)\n",
    ],
    "parse_log_grommet": [
        "PASS src/js/components/Box/__tests__/Box-test.tsx (5.2 s)\nFAIL src/js/components/Menu-test.tsx\nPASS src/js/c.tsx (12ms)\n",
        "FAIL a (1 s)\nPASS a\nFAIL\nb\nPASS \nx\nPASS\t\n\nPASS  c  (3  s)\n FAIL d\nFAIL e (1s) f\r\nPASS g (1.2ms) (3s)\nFAIL\u2028h\nPASS " + LONG + "\n",
    ],
    "parse_log_highlightjs": [
        """  HTML
    tabReplace
      \u2713 should replace (5ms)
      1) should work (10ms) (3ms)
  \u2714 outer
      \u2714 has ) in it
  12 passing (1s)
  1 failing
  1) after
""",
        "\u2713 first\n1)x\n a\n  \n    \u2713 s\n\tb\n\u2713\u2714 t\n    12) u (5 ms)\r\n  \u2028c\n\u2714\n1 passing\n\u2713 v\n\t 3 passing\n\u2713 w\n",
        "  " + LONG + "\n\u2713 x\n\x1b[32m    \u2713\x1b[0m y\n\n  \u0663 passing\n\u2713 z\n",
    ],
    "parse_log_prismjs": [
        '+ ./node_modules/.bin/mocha tests/run.js --reporter json\n{\n  "stats": {"tests": 2},\n  "tests": [],\n  "pending": [],\n  "failures": [{"title": "b", "fullTitle": "Testing language b", "err": {}}],\n  "passes": [{"title": "a", "fullTitle": "Testing language a"}]\n}\n+ : end\n',
        "no command",
        "./node_modules/.bin/mocha tests/run.js --reporter json\nSyntaxError: x\n",
        './node_modules/.bin/mocha tests/run.js --reporter json {"passes": []}',
        './node_modules/.bin/mocha tests/run.js --reporter json noise {"passes": [{"fullTitle": "a"}], "failures": [{"fullTitle": "a"}, {"fullTitle": "\\u00e9\\"q"}]} tail ./node_modules/.bin/mocha tests/run.js --reporter json\n{"failures": [{"fullTitle": "c"}], "passes": []} } x',
    ],
    "parse_log_eslint": [
        """  lib/rules/no-x
    \u2713 valid
  1) indent
       invalid
         a();
     AssertionError [ERR_ASSERTION]: Should have 1 error but had 0
      at x
  2) cli execute()
       when given a file:

      TypeError: undefined is not a function
""",
        "  1) a Error\n  2)Error b Error\n  3)\n\n   c\n   d\n x\u2028y Error: e Error\n 4) one space Error\n  5) no end here\n",
        "  1) Error in name\n      more\n      RangeError: x\n\t\t2) tab\r\n   Error\n  3) " + LONG + "\n   Error\n  4)xError\nyError z\n  5) w\n",
        "  1)" + "x Err " * 200 + "\n  2) a\n   Error\n",
        "  1)xErrory zError\n  \n\n 2)\x85 b\x1c\u00a0 cError\n",
    ],
    "parse_log_bpmn_js": [
        "HeadlessChrome 79.0.3945 (Linux 0.0.0) features/auto-place should place FAILED\n\tError: x\nHeadlessChrome 79.0.3945 (Linux 0.0.0): Executed 3 of 3 (1 FAILED)\n\x1b[1A\x1b[2KPhantomJS 2.1.1 (Linux 0.0.0) import fails FAILED\n\x1b[2KPhantomJS 2.1.1 (Linux x86_64) other FAILED\nChrome Headless 98.0 (Linux x86_64) draw line FAILED\nTOTAL: 4 FAILED\n",
        "HeadlessChrome 1 (Linux 1)\nx FAILED\nHeadlessChrome 1 (Linux 1) y FAILED z\nHeadlessChrome 1 (Linux 1) FAILED\nHeadlessChrome 1 (Linux 1) HeadlessChrome 2 (Linux 2) w FAILED\nHeadlessChrome 1 (Linux 1)vFAILED\n2KPhantomJS 1 (Linux 1)\t u\tFAILED\r\nHeadlessChrome 9 (Linux 9) unended FAILED",
        "Chrome Headless a (Linux x86_64) b (Linux x86_64) c FAILED\nChrome Headless (Linux x86_64) d FAILED\nChrome Headless  (Linux x86_64) (Linux x86_64) e FAILED\nChrome Headless x (Linux x86_64)\nf FAILED\nChrome Headless y\n(Linux x86_64) g FAILED\nChrome Headless Chrome Headless z (Linux x86_64) FAILED\nChrome\nHeadless 1 (Linux\nx86_64) h FAILED\n",
        "Chrome Headless " * 100 + "(Linux x86_64) " * 100 + "\n" + "HeadlessChrome 1 (Linux 1) " * 100 + LONG + "FAILED\n",
    ],
    "parse_log_openlayers": [
        """Chrome Headless 98.0.4758.102 (Linux x86_64) ol/Map renders FAILED
\tError: expected 1
Chrome 98.0.4758 (Linux x86_64) ol.source.Tile x FAILED
  1) ol/format
       reads:
     Error: expected
  2) ol/other
     TypeError: x
case 'layer-tile' : mismatch: 0.1
case layer-clipping/main.js: mismatch: 0.5
'cases/x': ok
""",
        "Chrome Headless 1 (Linux a)b FAILED\nChrome Headless 1 (Linux a_b) cFAILED\nChrome 1 (Linux a) dFAILED\nChrome 1 (Linux (a)) e FAILED\nChrome 1 (Linux a b) f FAILED\nChrome\n1 (Linux a)\ng FAILED\nChrome Headless 1 (Linux a) h FAILED",
        "\n\n 1) i Error:\n\t 2) j Error: k Error:\ncase l: mismatch: m: mismatch\ncase\nn:\nmismatch\n xcase o: mismatch\n  3) p\n",
        "Chrome 1 (Linux a) " * 100 + LONG + "FAILED\ncase " + ": mismatc" * 200 + "\n  1) q  \u00a0\u2028 r\r\n Error:\n",
    ],
    "parse_log_quarto_cli": [
        """\x1b[0m\x1b[38;5;245mrunning 3 tests from ./smoke/a.test.ts\x1b[0m
[smoke] > quarto render /tmp/abc123.qmd ... \x1b[0m\x1b[32mok\x1b[0m \x1b[0m\x1b[38;5;245m(3s)\x1b[0m
[smoke] > quarto render /tmp/def456.qmd ... \x1b[0m\x1b[31mFAILED\x1b[0m (3s)
[unit] > yaml /tmp/dir1/x /tmp/dir2/y ... \x1b[0m\x1b[32mok\x1b[0m (1ms)
[unit] > hangs ...
[unit] > \x1b[34mINFO\x1b[0m x
\x1b[1m\x1b[37m\x1b[41m ERRORS \x1b[0m
[unit] > late ... \x1b[32mok
""",
        "[smoke] a passed (3 steps) failed ... 32mok\ntest result: [unit] 32mok\n x test result: [unit] b ... 32mok\n[unit] 34mINFO /tmp/one/ c 32mok\n[unit] d /tmp/two/ ... 31mFAILED 32mok\n[unit] d /tmp/two/ ...\n[unit] e ... 32mok\n[unit] e ...\n[smokey] f\n[unit]g...32mok...\r\n[unit] /tmp/x.qmd /tmp/y.qmd /tmp/x.qmd/ ... 32mok\nfailures:\n[unit] h ... 32mok\n",
        "[unit] /tmp/\u00e9.qmd ... 32mok\n[unit] " + "/tmp/" * 200 + " ... 32mok\n[unit] " + LONG + "... 32mok\n",
    ],
    "parse_log_calypso": [
        """+ ./node_modules/.bin/jest --verbose -c=test/client/jest.config.json 'client/lib/a/test/index.js'
PASS client/lib/a/test/index.js
  index
    #add()
      \u2713 should add (5ms)
      \u2715 should fail (12ms)
    #remove()
      \u2713 should remove
  other
    \u2713 top

  \u25cf index \u203a #add() \u203a should fail

Test Suites: 1 failed, 1 total
+ ./node_modules/.bin/jest --verbose x
FAIL client/b
  b
    \u2713 c (1ms)
""",
        " ./node_modules/.bin/jest \n \u2713 no suite\n  a\n \u2713 b  \n   c\n  d\n\t\u2715 e (1ms)\n    \n   \u2713 f\r\n",
        " ./node_modules/.bin/jest \n\u2713 margin\n",
        " ./node_modules/.bin/jest \n  \u2713 time (1ms) inside\n",
        " ./node_modules/.bin/jest \n  \u2713glued\n",
        " ./node_modules/.bin/jest \n  a\n   \u2713 (1ms)\n   \u2713 x (1ms)(2ms)\n   \u2715 " + LONG + "\n   \u2713 y (1ms) \n",
    ],
    "parse_log_next": [
        ("alibaba-fusion__next-1", "1.19", """+ xvfb-run npm test
  \x1b[4mnot yet\x1b[24m
Starting browser Chrome
  \x1b[1mButton\x1b[22m
    render
      \x1b[32m\u2713\x1b[39m should render
      \u2717 should click
        AssertionError: #x
  expected
\n
    LOG: 'x'
  other
    \u2713should glue
ERROR: x
TOTAL: 3
  \u2713 late
+ xvfb-run again
  a
    \u2713 b
"""),
        ("alibaba-fusion__next-2", "1.0", " xvfb-run a\n\u2713 c \u2717 d\n  \n  in e\n  \u2713   f\n \u2717\n\t\u2713 g\r\n"),
        ("alibaba-fusion__next-3", "1.0", " xvfb-run AssertionError:  \n\n #x\ny\n\n\u2713 a\nAssertionError: #AssertionError: #\n\u2713 gone\n\n\u2713 b\nAssertionError: #\n\u2713 kept\n"),
        ("alibaba-fusion__next-4", "1.27", """  Running:  button/index.js (1 of 2)


  Button
    render
    \u2713 should render (120ms)
    1) should (really) click (5ms)
    \u2713 no time
\u2500\u2500
  Running:  menu.js (2 of 2)


  Menu
    \u2713 should (a) open (3ms) x
    2) b
"""),
        ("alibaba-fusion__next-5", "1.27", "Running: a)\n\n\n\n\nx\n    \u2713 y (\nRunning: b)\n\n\nz\n    \u2713 w (\n\t\t\t\t1) v\r\nRunning) Running: c) d)\n\n\n  e Running: f)\n\n\n  g\n    \u2713 h (\n)\n\n\n  i\n    \u2713 j (\n"),
    ],
    "parse_log_lighthouse": [
        ("GoogleChrome__lighthouse-1", "9.5", """running 2 test files
  CriConnection
    #connect
      \u2714 connects (12ms)
      1) fails (3mms)
    \u2714 plain
  2 passing (1s)
  1) late
running 1 test files

  other
    \u2714 x (1s) (2ms) y
  10) z
"""),
        ("GoogleChrome__lighthouse-2", "10.2", "running 1 test files\n\u2714a\n\u2714 (1ms)\n  s\n\u2714  b  (1ms)\n  12)\tc\r\n1 passing" + "1" * 200 + "\n"),
        ("GoogleChrome__lighthouse-3", "5.0", "PASS a (1 s)\nFAIL b\n"),
        ("GoogleChrome__lighthouse-4", "3", "PASS a (1 s)\nFAIL b\n"),
        ("GoogleChrome__lighthouse-5", "2.8", '+ ./node_modules/.bin/mocha --reporter json\n{\n  "passes": [\n    {\n      "title": "b",\n      "fullTitle": "a b",\n      "err": {}\n    },\n      "fullTitle": "a \\"c\\"",\n  ],\n  "failures": [\n    {\n      "fullTitle": "d",\n      "x": 1\n    }\n  ],\n}\n'),
        ("GoogleChrome__lighthouse-6", "1.x", "PASS a\n"),
        ("GoogleChrome__lighthouse-7", "", "PASS a\n"),
        ("GoogleChrome__lighthouse-8", "2", './node_modules/.bin/mocha --reporter json "fullTitle": "x",\n"fullTitle":\t"y", "fullTitle": "z",\n"fullTitle":\n"w",\n] "failures": [ "fullTitle": "v",\n"fullTitle": "u"\n'),
    ],
    "parse_log_django": [
        "test_a (m.C) ... ok\nFAIL:\n",
        "test_a (m.C) ... ok\nERROR:  \n",
        "test_a (m.C)\nDoc. ... ok\nFAIL: test_b (m.C)\n" + LONG + "... FAIL\n",
    ],
}
