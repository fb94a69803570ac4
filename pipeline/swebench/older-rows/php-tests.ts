import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in PHP run. */
export const PHP_TESTS: RepositoryTests = {
  'phpoffice/phpspreadsheet': [
    {
      command: './vendor/bin/phpunit --testdox --colors=never {}',
      tests: {
        '4313': 'tests/PhpSpreadsheetTests/Reader/Ods/FormulaTranslatorTest.php',
        '4214': 'tests/PhpSpreadsheetTests/Calculation/Functions/MathTrig/RoundDownTest.php',
        '4186 3463': 'tests/PhpSpreadsheetTests/Writer/Xlsx/FunctionPrefixTest.php',
        '4114': 'tests/PhpSpreadsheetTests/Worksheet/Issue4112Test.php',
        '3940': 'tests/PhpSpreadsheetTests/Worksheet/WorksheetTest.php',
        '3903': 'tests/PhpSpreadsheetTests/Shared/StringHelperTest.php',
        '3570': 'tests/PhpSpreadsheetTests/Calculation/Functions/LookupRef/VLookupTest.php',
        '3469': 'tests/PhpSpreadsheetTests/Style/StyleTest.php',
        '3659': 'tests/PhpSpreadsheetTests/Worksheet/Table/Issue3635Test.php',
      },
    },
  ],
  'laravel/framework': [
    {
      command: 'vendor/bin/phpunit --testdox --colors=never {}',
      tests: {
        '53914': 'tests/Integration/Database/DatabaseConnectionsTest.php',
        '53206': 'tests/Support/SupportJsTest.php',
        '52866': 'tests/Container/ContextualAttributeBindingTest.php',
        '52684': 'tests/Support/SupportStrTest.php',
        '52680': 'tests/Database/DatabaseEloquentInverseRelationTest.php',
        '52451': "tests/Validation/ValidationValidatorTest.php --filter 'custom'",
        '53949': 'tests/Support/OnceTest.php',
        '51890': "tests/Validation/ValidationValidatorTest.php --filter 'attribute'",
        '51195': 'tests/View/Blade/BladeVerbatimTest.php',
        '48636': 'tests/Database/DatabaseEloquentModelTest.php',
        '48573': 'tests/Cache/CacheArrayStoreTest.php',
        '46234': 'tests/Routing/RoutingUrlGeneratorTest.php',
        '53696': 'tests/Database/DatabaseSchemaBlueprintTest.php',
      },
    },
  ],
  'php-cs-fixer/php-cs-fixer': [
    {
      command: 'vendor/bin/phpunit --testdox --colors=never {}',
      tests: {
        '8367 7635': 'tests/Fixer/Import/FullyQualifiedStrictTypesFixerTest.php',
        '8331': 'tests/Fixer/LanguageConstruct/NullableTypeDeclarationFixerTest.php',
        '8075': 'tests/Fixer/PhpUnit/PhpUnitAttributesFixerTest.php',
        '8064': 'tests/Fixer/StringNotation/SimpleToComplexStringVariableFixerTest.php',
        '7998': 'tests/Fixer/Casing/ConstantCaseFixerTest.php',
        '7875 7663': 'tests/Fixer/Whitespace/StatementIndentationFixerTest.php',
        '7523': 'tests/Fixer/Operator/BinaryOperatorSpacesFixerTest.php',
        '8256': 'tests/Fixer/PhpTag/BlankLineAfterOpeningTagFixerTest.php',
      },
    },
  ],
  'briannesbitt/carbon': [
    {
      command: 'vendor/bin/phpunit --testdox --colors=never {}',
      tests: {
        '3103': 'tests/CarbonImmutable/SettersTest.php',
        '3098 3005': 'tests/CarbonInterval/ConstructTest.php',
        '3073 2981': 'tests/CarbonInterval/TotalTest.php',
        '3041': 'tests/CarbonPeriod/CreateTest.php',
        '2752': 'tests/CarbonImmutable/IsTest.php',
        '2665': 'tests/Carbon/RoundTest.php',
        '2762': 'tests/CarbonInterval/RoundingTest.php',
      },
    },
    {
      build: ['composer update', 'composer install'],
      tests: {
        '2813': 'vendor/bin/phpunit --testdox --colors=never tests/Factory/FactoryTest.php',
      },
    },
  ],
};
