-- Redis refusing to write: at its memory limit, without replicas, as a replica, or while it cannot save.

-- Whether Redis has refused a write, as it would refuse any other first write of a script now.
local REFUSALS = {OOM = true, NOREPLICAS = true, READONLY = true, MISCONF = true}
local function is_refused(reply)
  return type(reply) == 'table' and reply.err ~= nil and REFUSALS[string.match(reply.err, '^%-?(%u+)')] == true
end
