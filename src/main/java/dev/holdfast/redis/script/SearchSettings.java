package dev.holdfast.redis.script;

import dev.holdfast.settings.Setting;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys under which the search index on Redis keeps customers and references. Instances on one
 * Redis must agree.
 *
 * @param key the secret key of new orders; without one their digests have none. It is never shown
 * @param keysBefore secret keys of older orders, which are searched for too, as are those without a
 *     key. They are never shown
 */
@ConfigurationProperties("holdfast.search")
public record SearchSettings(@Nullable String key, @DefaultValue List<String> keysBefore) {
  private static final Pattern KEY = Pattern.compile("[!-+\\--~]{32,512}");
  private static final String FORM = "32 to 512 visible ASCII characters without commas";

  public SearchSettings {
    keysBefore = List.copyOf(keysBefore);
    if (key != null) {
      Setting.secret("holdfast.search.key", key).matching(KEY, FORM);
    }
    keysBefore.forEach(
        before -> Setting.secret("holdfast.search.keys-before", before).matching(KEY, FORM));
  }

  @Override
  public String toString() {
    return "SearchSettings[not shown]";
  }
}
