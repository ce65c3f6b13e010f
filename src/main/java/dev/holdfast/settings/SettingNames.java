package dev.holdfast.settings;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names of all settings, which are the components of the settings records, and what is
 * configured against them: names that are no setting's, and times without a unit. Names are
 * compared as Spring binds them, in whatever form a source has them. Immutable.
 */
public final class SettingNames {
  private static final String ROOT = "holdfast";

  /** Times of Spring's own that the service relies on. */
  private static final Set<String> TIMES_OF_SPRING =
      Set.of(
          "spring.data.redis.lettuce.shutdown-timeout",
          "spring.data.redis.lettuce.cluster.refresh.period",
          "spring.lifecycle.timeout-per-shutdown-phase",
          "server.tomcat.connection-timeout",
          "server.tomcat.keep-alive-timeout");

  /**
   * Names that tests and measuring programs read from system properties, and compose from
   * variables.
   */
  private static final Pattern TOOLS =
      Pattern.compile("holdfast\\.(test|measure|manifests)(\\..*)?|HOLDFAST_(TEST_.*|IMAGE|PORT)");

  /**
   * What Kubernetes puts into the environment of every container for a Service whose name begins
   * with ours, and a management port's.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "HOLDFAST(_[A-Z0-9_]+)?_("
              + "SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_LINK_URL = Pattern.compile("HOLDFAST(_[A-Z0-9_]+)?_PORT");

  private static final Pattern INDEX = Pattern.compile("\\[[^]]*]");
  private static final Pattern INDEX_OF_VARIABLE = Pattern.compile("(_\\d+)+$");
  private static final Pattern BARE_NUMBER = Pattern.compile("\\s*[+-]?0*[1-9]\\d*\\s*");

  /** The type of each setting, by its canonical name. */
  private final Map<String, Class<?>> types = new TreeMap<>();

  private final Set<String> folded = new HashSet<>();
  private final Set<String> variables = new HashSet<>();

  /**
   * @param records the settings records, each annotated with {@link ConfigurationProperties}
   */
  public SettingNames(Collection<Class<?>> records) {
    for (Class<?> type : records) {
      var properties = type.getAnnotation(ConfigurationProperties.class);
      for (RecordComponent component : type.getRecordComponents()) {
        String prefix = properties.value().isEmpty() ? properties.prefix() : properties.value();
        types.put(
            prefix + "." + DataObjectPropertyName.toDashedForm(component.getName()),
            component.getType());
      }
    }
    for (String name : types.keySet()) {
      folded.add(fold(name));
      variables.add(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
      variables.add(name.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT));
    }
  }

  /** The canonical names, sorted. */
  public List<String> all() {
    return List.copyOf(types.keySet());
  }

  /** A name that is configured and is no setting's, and where. */
  public record Unknown(String name, String source, String nearest) {
    @Override
    public String toString() {
      return "%s, which %s has, is not a setting: the nearest one is %s."
          .formatted(name, source, nearest);
    }
  }

  /** The names below ours that any source has and no setting, each once, in the sources' order. */
  public List<Unknown> unknown(Iterable<PropertySource<?>> sources) {
    var found = new LinkedHashSet<String>();
    var unknown = new ArrayList<Unknown>();
    for (PropertySource<?> source : sources) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        boolean environment = source instanceof SystemEnvironmentPropertySource;
        for (String name : enumerable.getPropertyNames()) {
          if (isOurs(name, environment)
              && !isKnown(name, environment)
              && !isExempt(name, String.valueOf(source.getProperty(name)))
              && found.add(name)) {
            unknown.add(new Unknown(name, source.getName(), nearest(name)));
          }
        }
      }
    }
    return unknown;
  }

  private static boolean isOurs(String name, boolean environment) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(ROOT + ".") || (environment && lower.startsWith(ROOT + "_"));
  }

  private boolean isKnown(String name, boolean environment) {
    if (folded.contains(fold(name))) {
      return true;
    }
    String variable = name.toUpperCase(Locale.ROOT);
    return environment
        && (variables.contains(variable)
            || variables.contains(INDEX_OF_VARIABLE.matcher(variable).replaceFirst("")));
  }

  private static boolean isExempt(String name, String value) {
    return TOOLS.matcher(name).matches()
        || SERVICE_LINK.matcher(name).matches()
        || (SERVICE_LINK_URL.matcher(name).matches() && value.contains("://"));
  }

  /** A dotted name in the one form in which Spring compares them. */
  private static String fold(String name) {
    return INDEX
        .matcher(name)
        .replaceAll("")
        .replace("-", "")
        .replace("_", "")
        .toLowerCase(Locale.ROOT);
  }

  private String nearest(String name) {
    String wanted = letters(name);
    return types.keySet().stream()
        .min(Comparator.comparingInt(known -> distance(wanted, letters(known))))
        .orElse(ROOT);
  }

  private static String letters(String name) {
    return fold(name).replace(".", "");
  }

  /** How many letters must be added, removed or replaced to make one text of the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[b.length()];
  }

  /** Times that are configured without a unit, each in a sentence. 0 needs none. */
  public List<String> withoutUnit(PropertyResolver configured) {
    var ours =
        types.entrySet().stream()
            .filter(e -> e.getValue() == Duration.class)
            .map(Map.Entry::getKey);
    return Stream.concat(ours, TIMES_OF_SPRING.stream().sorted())
        .flatMap(name -> {
          String value = configured.getProperty(name);
          return value != null && BARE_NUMBER.matcher(value).matches()
              ? Stream.of(
                  "%1$s cannot be '%2$s': it must have a unit, such as %2$ss or %2$sms."
                      .formatted(name, value.strip()))
              : Stream.of();
        })
        .toList();
  }
}
