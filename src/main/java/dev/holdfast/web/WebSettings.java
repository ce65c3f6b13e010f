package dev.holdfast.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of HTTP requests.
 *
 * @param bodyBytesMax the largest body
 * @param jsonDepthMax how deep JSON may be nested
 */
@ConfigurationProperties("holdfast.web")
public record WebSettings(
    @DefaultValue("65536") int bodyBytesMax, @DefaultValue("16") int jsonDepthMax) {}
