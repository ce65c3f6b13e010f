package dev.holdfast.api.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what was refused before or after a call, by a filter or by the server's own servlet. */
@Hidden
@RestController
class ProblemErrors implements ErrorController {
  private static final int NOT_FOUND = 404;

  @RequestMapping("${spring.web.error.path:/error}")
  ResponseEntity<Object> error(HttpServletRequest request) {
    // Who asks for this path without an error finds nothing.
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? Problem.ofStatus(status).answer()
        : Problem.ofStatus(NOT_FOUND).answer();
  }
}
