package dev.holdfast.api.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A short page of links, for a service that has no other. */
final class Landing {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Holdfast</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/common/tokens.css">
      <link rel="stylesheet" href="/common/base.css">
      </head>
      <body>
      <main class="page stack">
      <h1>Holdfast</h1>
      <p>This is an inventory and order service. Its interface is for programs, at <code>/api/v1</code>.</p>
      <ul>
      %s<li><a href="/readyz">Whether it is ready for requests</a></li>
      <li><a href="/livez">Whether it lives</a></li>
      </ul>
      <p>%s</p>
      </main>
      </body>
      </html>
      """;

  private static final String DESCRIPTION =
      """
      <li><a href="/swagger-ui.html">Description of the API</a></li>
      <li><a href="/v3/api-docs">The same for programs (OpenAPI)</a></li>
      """;

  private static final String CLOSED =
      "The console is switched off: <code>holdfast.console.enabled</code> switches it on.";

  private final byte[] page;

  Landing(boolean described) {
    page = PAGE.formatted(described ? DESCRIPTION : "", CLOSED).getBytes(UTF_8);
  }

  void write(HttpServletResponse response) throws IOException {
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }
}
