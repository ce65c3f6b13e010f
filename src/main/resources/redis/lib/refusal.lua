-- Redis refusing to write: at its memory limit, without replicas, as a replica, or while it cannot save.

-- Whether Redis has refused a write, as it would refuse any other first write of a script now.
local function is_refused(reply)
  if type(reply) ~= 'table' or not reply.err then
    return false
  end
  local code = string.match(reply.err, '^%-?(%u+)')
  return code == 'OOM' or code == 'NOREPLICAS' or code == 'READONLY' or code == 'MISCONF'
end
