package dev.holdfast.load.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for an answer, however its bytes arrive. */
class AnswerBufferTest {
  private static final String ANSWER =
      "HTTP/1.1 201 \r\nContent-Type: application/json\r\ncontent-LENGTH: 4\r\n\r\n{\r\n}";

  private final AnswerBuffer buffer = new AnswerBuffer();

  private boolean take(String text) throws IOException {
    return buffer.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void anAnswerIsWholeWithItsLastByteWhereverItIsCut() throws IOException {
    for (int cut = 1; cut < ANSWER.length(); cut++) {
      assertThat(take(ANSWER.substring(0, cut))).as("the first %d bytes", cut).isFalse();
      assertThat(take(ANSWER.substring(cut))).as("the rest behind %d", cut).isTrue();
      assertThat(buffer.status()).isEqualTo(201);
      assertThat(buffer.body()).isEqualTo("{\r\n}");
      assertThat(buffer.isLast()).isFalse();
      buffer.clear();
    }
  }

  @Test
  void anAnswerArrivesByteByByte() throws IOException {
    for (int i = 0; i < ANSWER.length(); i++) {
      assertThat(take(ANSWER.substring(i, i + 1))).isEqualTo(i == ANSWER.length() - 1);
    }
  }

  @Test
  void nothingOfAnAnswerIsLeftForTheNext() throws IOException {
    take("HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    assertThat(buffer.status()).isEqualTo(409);
    assertThat(buffer.isLast()).isTrue();
    buffer.clear();

    assertThat(take(ANSWER)).isTrue();
    assertThat(buffer.status()).isEqualTo(201);
    assertThat(buffer.isLast()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nContent-Length: 1\r\n\r\n1",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 2xx OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n12",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0 hello\r\n\r\n"
      })
  void whatItCannotTakeIsRefused(String answer) {
    assertThatThrownBy(() -> take(answer)).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerHasABound() throws IOException {
    String part = "x".repeat(16 * 1024);
    for (int i = 0; i < 4; i++) {
      take(part);
    }
    assertThatThrownBy(() -> take("x")).hasMessageContaining("longer");
  }
}
