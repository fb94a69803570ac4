/** How the tests of some versions of a Python repository are run in its image; facts of swebench 4.1.0. */
export interface PythonTests {
  /** Parted by spaces, as the `version` column has them. */
  readonly versions: string;
  /** The files of the test patch are named behind it. */
  readonly test: string;
  /** Installs the patched code again. */
  readonly install: string;
  /** Lines before everything else, for the locale. */
  readonly prepare?: readonly string[];
}

const PYTEST = 'pytest -rA';
const SYMPY = "PYTHONWARNINGS='ignore::UserWarning,ignore::SyntaxWarning' bin/test -C --verbose";
const DJANGO = './tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1';

const EDITABLE = 'python -m pip install -e .';
const SETUP_PY = 'python setup.py install';

const DJANGO_LOCALE = [
  'export LANG=en_US.UTF-8',
  'export LC_ALL=en_US.UTF-8',
  'export PYTHONIOENCODING=utf8',
  'export LANGUAGE=en_US:en',
];
const DJANGO_3_LOCALE = [
  "sed -i '/en_US.UTF-8/s/^# //g' /etc/locale.gen && locale-gen",
  'export LANG=en_US.UTF-8',
  'export LANGUAGE=en_US:en',
  'export LC_ALL=en_US.UTF-8',
];

/** By repository, in lower case. */
export const PYTHON_TESTS: Readonly<Record<string, readonly PythonTests[]>> = {
  'astropy/astropy': [
    {
      versions: '0.1 0.2 0.3 0.4 1.1 1.2 1.3',
      test: 'pytest -rA -vv -o console_output_style=classic --tb=no',
      install: 'python -m pip install -e .[test] --verbose',
    },
    {
      versions: '3.0 3.1 3.2 4.1 4.2 4.3 5.0 5.1 5.2 v5.3',
      test: PYTEST,
      install: 'python -m pip install -e .[test] --verbose',
    },
  ],
  'django/django': [
    { versions: '1.4 1.5 1.6', test: DJANGO, install: SETUP_PY },
    {
      versions: '1.7 1.8 1.10 1.11 2.0 2.1 2.2',
      test: DJANGO,
      install: SETUP_PY,
      prepare: DJANGO_LOCALE,
    },
    {
      versions: '1.9',
      test: './tests/runtests.py --verbosity 2',
      install: SETUP_PY,
      prepare: DJANGO_LOCALE,
    },
    { versions: '3.0 3.1 3.2', test: DJANGO, install: EDITABLE, prepare: DJANGO_3_LOCALE },
    { versions: '4.0 4.1 4.2 5.0 5.1 5.2', test: DJANGO, install: EDITABLE },
  ],
  'marshmallow-code/marshmallow': [
    {
      versions: '2.18 2.19 2.20 3.0 3.1 3.10 3.11 3.12 3.13 3.15 3.16 3.19 3.2 3.4 3.8 3.9',
      test: PYTEST,
      install: "python -m pip install -e '.[dev]'",
    },
  ],
  'matplotlib/matplotlib': [
    {
      versions: '1.0 1.1 1.2 1.3 1.4 1.5 2.0 2.1 2.2',
      test: PYTEST,
      install: 'python setup.py build; python setup.py install',
    },
    { versions: '3.0 3.1 3.2 3.3 3.4 3.5 3.6 3.7', test: PYTEST, install: EDITABLE },
    {
      versions: '3.8 3.9',
      test: PYTEST,
      install: 'python -m pip install --no-build-isolation -e ".[dev]"',
    },
  ],
  'mwaskom/seaborn': [
    { versions: '0.11', test: 'pytest --no-header -rA', install: EDITABLE },
    {
      versions: '0.12 0.13 0.14',
      test: 'pytest --no-header -rA',
      install: 'python -m pip install -e .[dev]',
    },
  ],
  'pallets/flask': [{ versions: '2.0 2.1 2.2 2.3 3.0 3.1', test: PYTEST, install: EDITABLE }],
  'psf/requests': [
    {
      versions:
        '0.7 0.8 0.9 0.11 0.13 0.14 1.1 1.2 2.0 2.2 2.3 2.4 2.5 2.7 2.8 2.9 2.10 2.11 2.12 2.17 2.18 2.19 2.22 2.25 2.26 2.27 2.31 3.0',
      test: PYTEST,
      install: 'python -m pip install .',
    },
  ],
  'pvlib/pvlib-python': [
    {
      versions: '0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9',
      test: PYTEST,
      install: 'python -m pip install -e .[all]',
    },
  ],
  'pydata/xarray': [
    {
      versions: '0.12 0.18 0.19 0.20 2022.03 2022.06 2022.09 2023.07 2024.05',
      test: PYTEST,
      install: EDITABLE,
    },
  ],
  'pydicom/pydicom': [
    { versions: '1.0 1.1 1.2 1.3 1.4 2.0 2.1 2.2 2.3 2.4 3.0', test: PYTEST, install: EDITABLE },
  ],
  'pylint-dev/astroid': [
    { versions: '2.10 2.12 2.13 2.14 2.15 2.16 2.5 2.6 2.7 2.8 2.9 3.0', test: PYTEST, install: EDITABLE },
  ],
  'pylint-dev/pylint': [
    {
      versions: '2.8 2.9 2.10 2.11 2.13 2.14 2.15 2.16 2.17 3.0 3.1 3.2 3.3 4.0',
      test: PYTEST,
      install: EDITABLE,
    },
  ],
  'pytest-dev/pytest': [
    {
      versions: '4.4 4.5 4.6 5.0 5.1 5.2 5.3 5.4 6.0 6.2 6.3 7.0 7.1 7.2 7.4 8.0 8.1 8.2 8.3 8.4',
      test: PYTEST,
      install: EDITABLE,
    },
  ],
  'pyvista/pyvista': [
    {
      versions:
        '0.20 0.21 0.22 0.23 0.24 0.25 0.26 0.27 0.28 0.29 0.30 0.31 0.32 0.33 0.34 0.35 0.36 0.37 0.38 0.39 0.40 0.41 0.42 0.43',
      test: PYTEST,
      install: EDITABLE,
    },
  ],
  'scikit-learn/scikit-learn': [
    {
      versions: '0.20 0.21 0.22 1.3 1.4 1.5 1.6',
      test: PYTEST,
      install: 'python -m pip install -v --no-use-pep517 --no-build-isolation -e .',
    },
  ],
  'sphinx-doc/sphinx': [
    {
      versions:
        '1.5 1.6 1.7 1.8 2.0 2.1 2.2 2.3 2.4 3.0 3.1 3.2 3.3 3.4 3.5 4.0 4.1 4.2 4.3 4.4 4.5 5.0 5.1 5.2 5.3 6.0 6.2 7.0 7.1 7.2 7.3 7.4 8.0 8.1',
      test: 'tox --current-env -epy39 -v --',
      install: 'python -m pip install -e .[test]',
    },
  ],
  'sqlfluff/sqlfluff': [
    {
      versions: '0.10 0.11 0.12 0.13 0.4 0.5 0.6 0.8 0.9 1.0 1.1 1.2 1.3 1.4 2.0 2.1 2.2',
      test: PYTEST,
      install: EDITABLE,
    },
  ],
  'sympy/sympy': [
    {
      versions: '0.7 1.0 1.1 1.2 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.13 1.14',
      test: SYMPY,
      install: EDITABLE,
    },
  ],
};
