import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in Java run. */
export const JAVA_TESTS: RepositoryTests = {
  'google/gson': [
    {
      command: 'mvnd test -B -T 1C -pl gson {}',
      tests: {
        '2158': [
          '-Dtest=com.google.gson.functional.PrimitiveTest#testByteSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testShortSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testIntSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testLongSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testFloatSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testDoubleSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testPrimitiveIntegerAutoboxedSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testPrimitiveIntegerAutoboxedInASingleElementArraySerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testReallyLongValuesSerialization',
          '-Dtest=com.google.gson.functional.PrimitiveTest#testPrimitiveLongAutoboxedSerialization',
        ],
        '2024': [
          '-Dtest=com.google.gson.functional.FieldNamingTest#testUpperCaseWithUnderscores',
          '-Dtest=com.google.gson.functional.NamingPolicyTest#testGsonWithUpperCaseUnderscorePolicySerialization',
          '-Dtest=com.google.gson.functional.NamingPolicyTest#testGsonWithUpperCaseUnderscorePolicyDeserialiation',
        ],
        '2479': [
          '-Dtest=com.google.gson.GsonBuilderTest#testRegisterTypeAdapterForObjectAndJsonElements',
          '-Dtest=com.google.gson.GsonBuilderTest#testRegisterTypeHierarchyAdapterJsonElements',
          '-Dtest=com.google.gson.GsonBuilderTest#testModificationAfterCreate',
        ],
        '2134': [
          '-Dtest=com.google.gson.internal.bind.util.ISO8601UtilsTest#testDateParseInvalidDay',
          '-Dtest=com.google.gson.internal.bind.util.ISO8601UtilsTest#testDateParseInvalidMonth',
          '-Dtest=com.google.gson.internal.bind.util.ISO8601UtilsTest#testDateParseWithDefaultTimezone',
        ],
        '2061': [
          '-Dtest=com.google.gson.stream.JsonReaderTest#testHasNextEndOfDocument',
          '-Dtest=com.google.gson.internal.bind.JsonTreeReaderTest#testHasNext_endOfDocument',
          '-Dtest=com.google.gson.stream.JsonReaderTest#testReadEmptyObject',
          '-Dtest=com.google.gson.stream.JsonReaderTest#testReadEmptyArray',
          '-Dtest=com.google.gson.internal.bind.JsonTreeReaderTest#testSkipValue_emptyJsonObject',
          '-Dtest=com.google.gson.internal.bind.JsonTreeReaderTest#testSkipValue_filledJsonObject',
        ],
        '2311': [
          '-Dtest=com.google.gson.JsonPrimitiveTest#testEqualsIntegerAndBigInteger',
          '-Dtest=com.google.gson.JsonPrimitiveTest#testLongEqualsBigInteger',
          '-Dtest=com.google.gson.JsonPrimitiveTest#testEqualsAcrossTypes',
        ],
        '1100': [
          '-Dtest=com.google.gson.DefaultDateTypeAdapterTest#testNullValue',
          '-Dtest=com.google.gson.DefaultDateTypeAdapterTest#testDatePattern',
          '-Dtest=com.google.gson.DefaultDateTypeAdapterTest#testInvalidDatePattern',
        ],
        '1093': [
          '-Dtest=com.google.gson.stream.JsonWriterTest#testNonFiniteDoublesWhenLenient',
          '-Dtest=com.google.gson.stream.JsonWriterTest#testNonFiniteBoxedDoublesWhenLenient',
          '-Dtest=com.google.gson.stream.JsonWriterTest#testNonFiniteDoubles',
          '-Dtest=com.google.gson.stream.JsonWriterTest#testNonFiniteBoxedDoubles',
          '-Dtest=com.google.gson.stream.JsonWriterTest#testDoubles',
        ],
        '1014': [
          '-Dtest=com.google.gson.internal.bind.JsonTreeReaderTest#testSkipValue_emptyJsonObject',
          '-Dtest=com.google.gson.internal.bind.JsonTreeReaderTest#testSkipValue_filledJsonObject',
        ],
      },
    },
  ],
  'apache/druid': [
    {
      command: 'mvnd test -B -T 1C -pl processing {}',
      tests: {
        '15402': [
          '-Dtest=org.apache.druid.query.groupby.GroupByQueryQueryToolChestTest#testCacheStrategy',
          '-Dtest=org.apache.druid.query.groupby.GroupByQueryQueryToolChestTest#testResultLevelCacheKeyWithSubTotalsSpec',
          '-Dtest=org.apache.druid.query.groupby.GroupByQueryQueryToolChestTest#testMultiColumnCacheStrategy',
        ],
        '14136': [
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapSecondContainsFirstZeroLengthInterval',
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapSecondContainsFirstZeroLengthInterval2',
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapSecondContainsFirstZeroLengthInterval3',
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapSecondContainsFirstZeroLengthInterval4',
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapFirstContainsSecond',
          '-Dtest=org.apache.druid.timeline.VersionedIntervalTimelineTest#testOverlapSecondContainsFirst',
        ],
      },
    },
    {
      command: 'mvnd test -B -T 1C -pl server {}',
      tests: {
        '14092': [
          '-Dtest=org.apache.druid.discovery.DruidLeaderClientTest#test503ResponseFromServerAndCacheRefresh',
          '-Dtest=org.apache.druid.discovery.DruidLeaderClientTest#testServerFailureAndRedirect',
        ],
      },
    },
    {
      command: 'mvnd test -B -pl processing {}',
      tests: {
        '13704': [
          '-Dtest=org.apache.druid.query.aggregation.post.ArithmeticPostAggregatorTest#testPow',
          '-Dtest=org.apache.druid.query.aggregation.post.ArithmeticPostAggregatorTest#testDiv',
          '-Dtest=org.apache.druid.query.aggregation.post.ArithmeticPostAggregatorTest#testQuotient',
        ],
      },
    },
    {
      command: 'mvnd test -B -pl server {}',
      tests: {
        '16875': [
          '-Dtest=org.apache.druid.server.metrics.WorkerTaskCountStatsMonitorTest#testMonitorWithPeon',
          '-Dtest=org.apache.druid.server.metrics.WorkerTaskCountStatsMonitorTest#testMonitorWithNulls',
          '-Dtest=org.apache.druid.server.metrics.WorkerTaskCountStatsMonitorTest#testMonitorIndexer',
        ],
      },
    },
  ],
  'javaparser/javaparser': [
    {
      build: ['./mvnw clean install -B -pl javaparser-symbol-solver-testing -DskipTests -am'],
      command: './mvnw test -B -pl javaparser-symbol-solver-testing {}',
      tests: {
        '4561': ['-Dtest=Issue4560Test', '-Dtest=JavaSymbolSolverTest'],
      },
    },
    {
      build: ['./mvnw clean install -B -pl javaparser-core-testing -DskipTests -am'],
      command: './mvnw test -B -pl javaparser-core-testing {}',
      tests: {
        '4538': ['-Dtest=NodeTest', '-Dtest=NodePositionTest'],
      },
    },
  ],
  'projectlombok/lombok': [
    {
      build: ['ant test.compile'],
      tests: {
        '3602 3312 3697 3326 3674 3594 3422 3215 3486 3042 3052 2792 3571 3479 3371 3350 3009':
          'ant test.instance',
      },
    },
  ],
  'apache/lucene': [
    {
      command: './gradlew test --tests {}',
      tests: {
        '13494': 'org.apache.lucene.facet.TestStringValueFacetCounts',
        '13704': 'org.apache.lucene.search.TestLatLonDocValuesQueries',
        '13301':
          'TestXYPoint.testEqualsAndHashCode -Dtests.seed=3ABEFE4D876DD310 -Dtests.nightly=true -Dtests.locale=es-419 -Dtests.timezone=Asia/Ulaanbaatar -Dtests.asserts=true -Dtests.file.encoding=UTF-8',
        '12626': 'org.apache.lucene.index.TestIndexWriter',
        '12212': 'org.apache.lucene.facet.TestDrillSideways',
        '13170': 'org.apache.lucene.analysis.opennlp.TestOpenNLPSentenceBreakIterator',
        '12196': 'org.apache.lucene.queryparser.classic.TestMultiFieldQueryParser',
        '12022': 'org.apache.lucene.document.TestLatLonShape',
        '11760': 'org.apache.lucene.queries.intervals.TestIntervalBuilder',
      },
    },
  ],
  'reactivex/rxjava': [
    {
      tests: {
        '7597':
          './gradlew test --tests io.reactivex.rxjava3.internal.operators.observable.ObservableSwitchTest',
      },
    },
  ],
};
