package dev.holdfast.load.restart;

/** What the balancer answers in an instance's place. */
enum BalancerAnswer {
  /** Nothing was sent to any instance: none is ready, or the one chosen took no connection. */
  NO_INSTANCE(503, "no-instance"),
  /** It was sent, and the connection broke before the whole answer was there. */
  INSTANCE_FAILED(502, "instance-failed"),
  /** It was sent, and no answer came in time. */
  INSTANCE_SLOW(504, "instance-slow"),
  /** The instance answered, and this balancer lost the answer, as its settings say. */
  ANSWER_LOST(502, "answer-lost");

  private final int status;
  private final String code;

  BalancerAnswer(int status, String code) {
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String body() {
    return "{\"status\":%d,\"code\":\"%s\"}".formatted(status, code);
  }
}
