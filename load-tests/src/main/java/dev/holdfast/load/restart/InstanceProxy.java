package dev.holdfast.load.restart;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to the next instance that is ready, once. A request that fails is answered as
 * failed, never sent to another instance: to come again is the customers' part. One in so many
 * answers is lost on purpose, since few are lost by chance in the moment in which an instance dies.
 */
final class InstanceProxy extends ProxyHandler.Reverse {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(8);
  private static final int CONNECTIONS_PER_INSTANCE_MAX = 256;

  private static final String BACKEND = InstanceProxy.class.getName() + ".backend";
  private static final String SENT = InstanceProxy.class.getName() + ".sent";

  private final List<Backend> backends;
  private final int loseOneIn;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();

  /** With {@code loseOneIn} 0 no answer is lost. */
  InstanceProxy(List<Backend> backends, int loseOneIn) {
    super(InstanceProxy::rewritten);
    this.backends = List.copyOf(backends);
    this.loseOneIn = loseOneIn;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Backend backend = next();
    if (backend == null) {
      answer(response, callback, BalancerAnswer.NO_INSTANCE);
      return true;
    }
    request.setAttribute(BACKEND, backend);
    return super.handle(request, response, callback);
  }

  private @Nullable Backend next() {
    int turn = turns.getAndIncrement();
    for (int i = 0; i < backends.size(); i++) {
      Backend backend = backends.get(Math.floorMod(turn + i, backends.size()));
      if (backend.isReady()) {
        return backend;
      }
    }
    return null;
  }

  private static HttpURI rewritten(Request request) {
    Backend backend = (Backend) request.getAttribute(BACKEND);
    return HttpURI.build(request.getHttpURI())
        .host(backend.target().getHost())
        .port(backend.target().getPort())
        .asImmutable();
  }

  /** With a connection factory of its own: the one that Jetty shares ends with its first user. */
  @Override
  protected HttpClient newHttpClient() {
    return new HttpClient(
        new HttpClientTransportDynamic(
            new ClientConnector(), new HttpClientConnectionFactory.HTTP11()));
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setConnectTimeout(CONNECT_MAX.toMillis());
    client.setMaxConnectionsPerDestination(CONNECTIONS_PER_INSTANCE_MAX);
  }

  @Override
  protected org.eclipse.jetty.client.Request newProxyToServerRequest(
      Request request, HttpURI target) {
    return super.newProxyToServerRequest(request, target)
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .onRequestBegin(_ -> request.setAttribute(SENT, Boolean.TRUE));
  }

  @Override
  protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
      Request request,
      org.eclipse.jetty.client.Request sent,
      Response response,
      Callback callback) {
    if (loseOneIn == 0 || answers.incrementAndGet() % loseOneIn != 0) {
      return super.newServerToProxyResponseListener(request, sent, response, callback);
    }
    return result -> {
      if (result.isSucceeded()) {
        answer(response, callback, BalancerAnswer.ANSWER_LOST);
      } else {
        onServerToProxyResponseFailure(
            request, sent, result.getResponse(), response, callback, result.getFailure());
      }
    };
  }

  /** An instance that fails gets nothing new until it is found ready once more. */
  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request sent,
      org.eclipse.jetty.client.Response received,
      Response response,
      Callback callback,
      Throwable failure) {
    BalancerAnswer answer = what(request, failure);
    if (request.getAttribute(BACKEND) instanceof Backend backend) {
      backend.found(false);
      if (answer == BalancerAnswer.INSTANCE_FAILED) {
        backend.brokeOff();
      }
    }
    if (response.isCommitted()) {
      callback.failed(failure);
      return;
    }
    response.reset();
    answer(response, callback, answer);
  }

  private static BalancerAnswer what(Request request, Throwable failure) {
    if (request.getAttribute(SENT) == null) {
      return BalancerAnswer.NO_INSTANCE;
    }
    return failure instanceof TimeoutException
        ? BalancerAnswer.INSTANCE_SLOW
        : BalancerAnswer.INSTANCE_FAILED;
  }

  private static void answer(Response response, Callback callback, BalancerAnswer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    Content.Sink.write(response, true, answer.body(), callback);
  }
}
