import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in Ruby run. */
export const RUBY_TESTS: RepositoryTests = {
  'jekyll/jekyll': [
    {
      command: 'bundle exec {}',
      tests: {
        '9141': 'ruby -I test test/test_site.rb -v -n "/static files/"',
        '8761':
          'cucumber --publish-quiet --format progress --no-color features/post_data.feature:6 features/post_data.feature:30',
        '8047': 'ruby -I test test/test_filters.rb -v -n "/where_exp filter/"',
        '8167': 'ruby -I test test/test_utils.rb -v -n "/Utils.slugify/"',
        '8771':
          'cucumber --publish-quiet --format progress --no-color features/incremental_rebuild.feature:27 features/incremental_rebuild.feature:70',
      },
    },
  ],
  'fluent/fluentd': [
    {
      command: 'bundle exec ruby {}',
      tests: {
        '4598': "test/plugin_helper/test_http_server_helper.rb -v -n '/mount/'",
        '4311': "test/config/test_system_config.rb -v -n '/rotate_age/'",
        '4655': "test/plugin/test_in_http.rb -v -n '/test_add/'",
        '4030': 'test/plugin/out_forward/test_ack_handler.rb -v',
        '3917': 'test/test_config.rb -v',
        '3640': "test/plugin_helper/test_retry_state.rb -v -n '/exponential backoff/'",
        '3641': 'test/test_supervisor.rb -v',
        '3616': "test/plugin/test_in_http.rb -v -n '/test_application/'",
        '3631': "test/test_event_router.rb -v -n '/handle_emits_error/'",
        '3466': "test/plugin/test_in_tail.rb -v -n '/test_should_replace_target_info/'",
        '3328': "test/plugin/test_in_tail.rb -v -n '/test_ENOENT_error_after_setup_watcher/'",
        '3608': "test/plugin/test_output_as_buffered_retries.rb -v -n '/retry_max_times/'",
      },
    },
  ],
  'fastlane/fastlane': [
    {
      command: String.raw`FASTLANE_SKIP_UPDATE_CHECK=1 bundle exec rspec {} --no-color --format json | tail -n +2 | jq -r '.examples[] | "\(.description) - \(.id) - \(.status)"'`,
      tests: {
        '21857': './fastlane/spec/lane_manager_base_spec.rb',
        '20958': './fastlane/spec/actions_specs/import_from_git_spec.rb',
        '20642': './frameit/spec/device_spec.rb',
        '19765': './fastlane/spec/actions_specs/download_dsyms_spec.rb',
        '20975': './match/spec/storage/s3_storage_spec.rb',
        '19304 19207': './fastlane/spec/actions_specs/zip_spec.rb',
      },
    },
  ],
  'jordansissel/fpm': [
    {
      command: String.raw`bundle exec rspec {} --no-color --format json | sed -n '/^{/,$p' | jq -r '.examples[] | "\(.description) - \(.status)"'`,
      tests: {
        '1850': 'spec/fpm/package/empty_spec.rb',
        '1829': 'spec/fpm/package/deb_spec.rb',
      },
    },
  ],
  'faker-ruby/faker': [
    {
      command: 'bundle exec ruby test/faker/default/test_faker_internet.rb -v -n {}',
      tests: {
        '2970': "'/email/'",
        '2705': "'/password/'",
      },
    },
  ],
  'rubocop/rubocop': [
    {
      command: String.raw`bundle exec rspec {} --no-color --format json | sed -n '/^{/,$p' | \
  jq -r '.examples | group_by(.description) | .[] |
    if any(select(.status == "failed")) then
      (.[0] | "\(.description) - failed")
    else
      (.[0] | "\(.description) - \(.status)")
    end'`,
      tests: {
        '13705': 'spec/rubocop/cop/lint/out_of_range_regexp_ref_spec.rb',
        '13687': 'spec/rubocop/cop/lint/safe_navigation_chain_spec.rb',
        '13680': 'spec/rubocop/cop/style/redundant_line_continuation_spec.rb',
        '13668': 'spec/rubocop/cop/style/sole_nested_conditional_spec.rb',
        '13627': 'spec/rubocop/cop/style/multiple_comparison_spec.rb',
        '13653': 'spec/rubocop/cop/style/access_modifier_declarations_spec.rb',
        '13579': 'spec/rubocop/cop/layout/line_continuation_spacing_spec.rb',
        '13560': 'spec/rubocop/cop/style/file_null_spec.rb',
        '13503': 'spec/rubocop/cop/style/dig_chain_spec.rb',
        '13479': 'spec/rubocop/cop/layout/leading_comment_space_spec.rb',
        '13431': 'spec/rubocop/cop/layout/empty_lines_around_method_body_spec.rb',
        '13424': 'spec/rubocop/cop/style/safe_navigation_spec.rb',
        '13393': 'spec/rubocop/cop/style/guard_clause_spec.rb',
        '13396': 'spec/rubocop/cop/style/redundant_parentheses_spec.rb',
        '13375': 'spec/rubocop/cli_spec.rb',
        '13362': 'spec/rubocop/cop/style/redundant_freeze_spec.rb',
      },
    },
  ],
};
