import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in JavaScript and TypeScript run. */
export const JAVASCRIPT_TESTS: RepositoryTests = {
  'chartjs/chart.js': [
    {
      tests: {
        '4.0 4.1 4.2 4.3 4.4': [
          'pnpm install',
          'pnpm run build',
          'xvfb-run --server-args="-screen 0 1280x1024x24 -ac :99" su chromeuser -c "./node_modules/.bin/cross-env NODE_ENV=test ./node_modules/.bin/karma start ./karma.conf.cjs --single-run --coverage --grep --auto-watch false"',
        ],
        '3.0 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8': [
          'npm install',
          'npm run build',
          'xvfb-run --server-args="-screen 0 1280x1024x24 -ac :99" su chromeuser -c "./node_modules/.bin/cross-env NODE_ENV=test ./node_modules/.bin/karma start ./karma.conf.js --single-run --coverage --grep --auto-watch false"',
        ],
        '2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9': [
          'npm install',
          'gulp build',
          'xvfb-run --server-args="-screen 0 1280x1024x24 -ac :99" su chromeuser -c "gulp test"',
        ],
      },
    },
  ],
  'markedjs/marked': [
    {
      tests: {
        '0.3 0.5 0.6 0.7 1.0 1.1 1.2 2.0 3.9 4.0 4.1 5.0':
          './node_modules/.bin/jasmine --no-color --config=jasmine.json',
      },
    },
  ],
  'processing/p5.js': [
    {
      tests: {
        '0.10 0.2 0.4 0.5 0.6 0.7 0.8 0.9 1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9': [
          "sed -i 's/concurrency:[[:space:]]*[0-9][0-9]*/concurrency: 1/g' Gruntfile.js",
          'stdbuf -o 1M ./node_modules/.bin/grunt test --quiet --force',
        ],
      },
    },
  ],
  'diegomura/react-pdf': [
    {
      command: '{} --no-color',
      tests: {
        '1.0 1.1 1.2': './node_modules/.bin/jest',
        '2.0': 'NODE_OPTIONS="--experimental-vm-modules" ./node_modules/.bin/jest',
      },
    },
  ],
  'babel/babel': [
    {
      build: ['make build'],
      command: 'yarn jest {} --verbose',
      tests: {
        '14532': 'babel-generator',
        '13928': 'babel-parser -t "arrow"',
        '15649': 'packages/babel-traverse/test/scope.js',
        '15445': 'packages/babel-generator/test/index.js -t "generation "',
        '16130': 'babel-helpers',
      },
    },
  ],
  'vuejs/core': [
    {
      build: ['pnpm run build compiler-sfc'],
      tests: {
        '11899':
          'pnpm run test packages/compiler-sfc/__tests__/compileStyle.spec.ts --no-watch --reporter=verbose',
      },
    },
    {
      command: 'pnpm run test {}',
      tests: {
        '11870': 'packages/runtime-core/__tests__/helpers/renderList.spec.ts --no-watch --reporter=verbose',
        '11739':
          'packages/runtime-core/__tests__/hydration.spec.ts --no-watch --reporter=verbose -t "mismatch handling"',
        '11915': 'packages/compiler-core/__tests__/parse.spec.ts --no-watch --reporter=verbose -t "Element"',
        '11589': 'packages/runtime-core/__tests__/apiWatch.spec.ts --no-watch --reporter=verbose',
      },
    },
  ],
  'facebook/docusaurus': [
    {
      command: 'yarn test {} --verbose',
      tests: {
        '10309': 'packages/docusaurus-plugin-content-docs/src/client/__tests__/docsClientUtils.test.ts',
        '10130': 'packages/docusaurus/src/server/__tests__/brokenLinks.test.ts',
        '9897': 'packages/docusaurus-utils/src/__tests__/markdownUtils.test.ts',
        '9183': 'packages/docusaurus-theme-classic/src/__tests__/options.test.ts',
        '8927': 'packages/docusaurus-utils/src/__tests__/markdownLinks.test.ts',
      },
    },
  ],
  'immutable-js/immutable-js': [
    {
      build: ['npm run build'],
      command: 'npx jest {}',
      tests: {
        '2006': '__tests__/Range.ts --verbose',
        '2005': `__tests__/OrderedMap.ts __tests__/OrderedSet.ts --silent --json | jq -r '.testResults[].assertionResults[] | "[" + (.status | ascii_upcase) + "] " + ((.ancestorTitles | join(" > ")) + (if .ancestorTitles | length > 0 then " > " else "" end) + .title)'`,
      },
    },
  ],
  'mrdoob/three.js': [
    {
      command: 'npx qunit {}',
      tests: {
        '27395': 'test/unit/src/math/Sphere.tests.js',
        '26589':
          'test/unit/src/objects/Line.tests.js test/unit/src/objects/Mesh.tests.js test/unit/src/objects/Points.tests.js',
        '25687': 'test/unit/src/core/Object3D.tests.js -f "/json|clone|copy/i"',
      },
    },
  ],
  'preactjs/preact': [
    {
      command: 'COVERAGE=false BABEL_NO_MODULES=true npx karma start karma.conf.js --single-run {}',
      tests: {
        '4152': '--grep="test/browser/components.test.js"',
        '4316': '--grep="test/browser/events.test.js"',
        '4245': '--grep="hooks/test/browser/useId.test.js"',
        '4182 3689': '--grep="hooks/test/browser/errorBoundary.test.js"',
        '4436': '--grep="test/browser/refs.test.js"',
        '3763': '--grep="test/browser/lifecycles/componentDidMount.test.js"',
        '3739': '--grep="hooks/test/browser/useState.test.js"',
        '3567 3345': '--grep="hooks/test/browser/useEffect.test.js"',
        '3562': '--grep="compat/test/browser/render.test.js"',
        '3454': '--grep="test/browser/svg.test.js"',
        '3062 3010 2927 2757': '--grep="test/browser/render.test.js"',
        '2896': '--grep="compat/test/browser/memo.test.js"',
      },
    },
  ],
  'axios/axios': [
    {
      tests: {
        '5892': "npx mocha test/unit/adapters/http.js -R tap -g 'compression'",
        '4738': "timeout 10s npx mocha -R tap test/unit/adapters/http.js -g 'timeout'",
        '4731': "npx mocha -R tap test/unit/adapters/http.js -g 'body length'",
        '6539': 'npx mocha -R tap test/unit/regression/SNYK-JS-AXIOS-7361793.js',
        '5085': 'npx mocha -R tap test/unit/regression/bugs.js',
      },
    },
    {
      build: ['npm install'],
      tests: {
        '5316': "npx mocha test/unit/adapters/http.js -R tap -g 'FormData'",
      },
    },
  ],
};
