package dev.holdfast.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A length that is not that of the bytes would end the connection, or cut an argument in two. */
class ExactUtf8Test {
  /** The arguments of a command as they are sent. */
  private static String sent(RedisCodec<String, String> codec, String text) {
    var bytes = Unpooled.buffer();
    new CommandArgs<>(codec).addKey(text).addValue(text).add(text).add(1).encode(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "holdfast:{o1}:order:x",
        "two\r\nlines",
        "caf\u00e9",
        "\u20ac 5",
        "\uD83D\uDE00",
        "\uD83D alone",
        "alone \uDE00",
        "\uDE00\uD83D",
        "last \uD83D",
        "\u0000\u007f\u0080\u07ff\u0800\uffff"
      })
  void argumentsAreSentAsWithLettucesCodec(String text) {
    assertThat(sent(ExactUtf8.INSTANCE, text)).isEqualTo(sent(StringCodec.UTF8, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "caf\u00e9", "\u20ac 5", "\uD83D\uDE00"})
  void textsComeBackAsTheyWere(String text) {
    var codec = ExactUtf8.INSTANCE;

    assertThat(codec.decodeKey(codec.encodeKey(text))).isEqualTo(text);
    assertThat(codec.decodeValue(codec.encodeValue(text))).isEqualTo(text);
  }
}
