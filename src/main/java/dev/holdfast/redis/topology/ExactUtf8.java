package dev.holdfast.redis.topology;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;

/**
 * Texts as UTF-8, as {@link StringCodec#UTF8} has them, with the exact number of their bytes known
 * before they are written. Lettuce writes the length of an argument before its bytes. Where it
 * knows that length only from an estimate, it encodes each argument into a buffer of its own and
 * copies it; a call of a script has dozens of arguments.
 */
final class ExactUtf8 implements RedisCodec<String, String>, ToByteBufEncoder<String, String> {
  static final ExactUtf8 INSTANCE = new ExactUtf8();

  private ExactUtf8() {}

  @Override
  public int estimateSize(Object text) {
    return text instanceof String string ? ByteBufUtil.utf8Bytes(string) : 0;
  }

  @Override
  public boolean isEstimateExact() {
    return true;
  }

  @Override
  public void encodeKey(String key, ByteBuf target) {
    var _ = ByteBufUtil.writeUtf8(target, key);
  }

  @Override
  public void encodeValue(String value, ByteBuf target) {
    var _ = ByteBufUtil.writeUtf8(target, value);
  }

  @Override
  public ByteBuffer encodeKey(String key) {
    return StringCodec.UTF8.encodeKey(key);
  }

  @Override
  public ByteBuffer encodeValue(String value) {
    return StringCodec.UTF8.encodeValue(value);
  }

  @Override
  public String decodeKey(ByteBuffer bytes) {
    return StringCodec.UTF8.decodeKey(bytes);
  }

  @Override
  public String decodeValue(ByteBuffer bytes) {
    return StringCodec.UTF8.decodeValue(bytes);
  }
}
