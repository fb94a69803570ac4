import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in Go run. */
export const GO_TESTS: RepositoryTests = {
  'caddyserver/caddy': [
    {
      command: 'go test -v {}',
      tests: {
        '6411': '. -run "TestReplacerNew*"',
        '6345': './caddytest/integration',
        '6115': './modules/caddyhttp/reverseproxy',
        '6051 5404': './caddyconfig/caddyfile',
        '6370': './cmd',
        '6350 6288 4774': './caddytest/integration -run "TestCaddyfileAdapt*"',
        '5995': './caddytest/integration -run "^TestUriReplace"',
        '4943': './modules/logging',
        '5626': './caddyconfig/httpcaddyfile -run "Test.*Import"',
        '5761': './caddyconfig/caddyfile -run "TestLexer.*"',
        '5870': '. -run "TestUnsyncedConfigAccess"',
      },
    },
  ],
  'hashicorp/terraform': [
    {
      command: 'go test -v {}',
      tests: {
        '35611': './internal/terraform -run "^TestContext2Apply_provisioner"',
        '35543': './internal/terraform -run "^TestContext2Plan_import"',
        '34900': './internal/terraform -run "(^TestContext2Apply|^TestContext2Plan).*[Ss]ensitive"',
        '34580': './internal/command -run "^TestFmt"',
        '34814': './internal/builtin/provisioners/remote-exec',
      },
    },
  ],
  'prometheus/prometheus': [
    {
      command: 'go test -v {}',
      tests: {
        '14861': './promql -run "^TestEngine"',
        '13845': './promql ./model/labels -run "^(TestRangeQuery|TestLabels)"',
        '12874 15142': './tsdb -run "^TestHead"',
        '11859': './tsdb -run "^TestSnapshot"',
        '10720 9248': './promql -run "^TestEvaluations"',
        '10633': './discovery/puppetdb -run "TestPuppetDBRefreshWithParameters"',
      },
    },
  ],
  'gohugoio/hugo': [
    {
      command: 'go test -v {}',
      tests: {
        '12768': './markup/goldmark/blockquotes/...',
        '12579': './resources/page -run "^TestGroupBy"',
        '12562': './hugolib/... -run "^TestGetPage[^/]"',
        '12448': './hugolib/... -run "^TestRebuild"',
        '12343': './resources/page/... -run "^Test.*Permalink"',
        '12204': './tpl/tplimpl -run "^TestEmbedded"',
        '12171': './hugolib -run "^Test.*Pages"',
      },
    },
  ],
  'gin-gonic/gin': [
    {
      command: 'go test {}',
      tests: {
        '4003': '. -v -run "TestMethodNotAllowedNoRoute"',
        '3820': '-v ./binding -run "^TestMapping"',
        '3741': '-v . -run "^TestColor"',
        '2755': '-v . -run "^TestTree"',
        '3227': '-v . -run "^TestRedirect"',
        '2121': '-v ./... -run "^Test.*Reader"',
        '1957': '-v . -run "^TestContext.*Bind"',
        '1805': '-v . -run "^Test.*Router"',
      },
    },
  ],
};
