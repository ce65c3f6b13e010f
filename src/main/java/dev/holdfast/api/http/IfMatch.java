package dev.holdfast.api.http;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.order.VersionCondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the condition that a request sets: the versions, as an order's or a product's {@code ETag}
 * names them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.if-match">RFC 9110, If-Match</a>
 */
public final class IfMatch {
  /** The header's name. */
  public static final String HEADER = "If-Match";

  /** An entity tag, or nothing at all, up to the next comma or the end. */
  private static final Pattern ELEMENT =
      Pattern.compile("[ \\t]*(?:(W/)?\"([!#-~\\x80-\\xff]*)\")?[ \\t]*(?:,|\\z)");

  private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");

  private IfMatch() {}

  /** The tag of a version. */
  public static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Reads the header. What is no tag of ours matches nothing, and neither does a weak one; {@code
   * *} matches whatever there is.
   *
   * @throws Problem when it is not a list of entity tags
   */
  static VersionCondition of(List<String> headers) {
    String value = String.join(",", headers).strip();
    if (headers.isEmpty()) {
      return VersionCondition.NONE;
    }
    if (value.equals("*")) {
      return VersionCondition.EXISTING;
    }
    Set<Long> versions = new HashSet<>();
    boolean any = false;
    Matcher element = ELEMENT.matcher(value);
    for (int at = 0; at < value.length(); at = element.end()) {
      if (!element.region(at, value.length()).lookingAt()) {
        throw malformed();
      }
      String tag = element.group(2);
      any = any || tag != null;
      if (tag != null && element.group(1) == null && VERSION.matcher(tag).matches()) {
        versions.add(Long.valueOf(tag));
      }
    }
    if (!any) {
      throw malformed();
    }
    return new VersionCondition(versions);
  }

  private static Problem malformed() {
    return Problem.invalid(HEADER, "must be * or a list of entity tags such as \"1\"");
  }
}
