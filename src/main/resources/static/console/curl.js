/** A call as the command that does the same. */

/** A text as one word of a POSIX shell. */
export function quote(value) {
  return /^[A-Za-z0-9_/:=@%+.,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * The command of a call `{method, path, headers, body, contentType}`. The admin token is never in it: `$HOLDFAST_TOKEN` stands for it.
 */
export function curl({ method, path, headers = {}, body, contentType }, withToken, origin = location.origin) {
  const lines = [`curl -sS -X ${method} ${quote(origin + path)}`];
  if (withToken) lines.push('-H "Authorization: Bearer $HOLDFAST_TOKEN"');
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body !== undefined) {
    lines.push(`-H ${quote(`Content-Type: ${contentType ?? "application/json"}`)}`);
    lines.push(`--data-raw ${quote(JSON.stringify(body))}`);
  }
  return lines.join(" \\\n  ");
}
