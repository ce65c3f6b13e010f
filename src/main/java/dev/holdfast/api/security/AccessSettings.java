package dev.holdfast.api.security;

import dev.holdfast.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which requests are let in.
 *
 * @param openCalls the calls of an order that need no admin token where there is one; all of them
 *     by default, and {@code place, read, cancel} in the profile {@code production}
 * @param hosts the names, without port, that the service is called by. IP addresses and {@code
 *     localhost} always count. Empty: only those where the service listens on loopback, any name
 *     elsewhere
 * @param origins the origins, such as {@code https://shop.example}, whose pages may ask for changes
 *     although they come from another host than the request's
 */
@ConfigurationProperties("holdfast")
public record AccessSettings(
    @DefaultValue({"place", "read", "confirm", "cancel", "extend", "change-lines"})
        Set<OrderCall> openCalls,
    @DefaultValue List<String> hosts,
    @DefaultValue List<String> origins) {
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  public AccessSettings {
    openCalls = Set.copyOf(openCalls);
    hosts = lowerCase(hosts);
    origins = lowerCase(origins);
    hosts.forEach(host -> Setting.of("holdfast.hosts", host).matching(HOST, "a name without port"));
    origins.forEach(origin ->
        Setting.of("holdfast.origins", origin)
            .matching(ORIGIN, "of the form https://shop.example"));
  }

  private static List<String> lowerCase(List<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }
}
