-- Tells an instance which memory this server has, and that the instance is alive.
--
-- The epoch names a memory: "id:since:lost". It is made when there is none. An instance that knew another one proves that
-- something was forgotten, and marks it as lost, so that everybody hears of it.
--
-- A memory may also go back: a server that was restarted from a file, or a replica that takes over, lacks what came last. So
-- it is written down when an instance came here last; an instance that was here later proves that something was forgotten.
--
-- KEYS: the epoch, the instances, the latest time here. ARGV: the epoch the instance knows or '', the id of a new one, how long
-- an epoch lives without instances (ms), the instance, how long an instance lives without a sign (ms), 0 for one that leaves,
-- when the instance was here last or 0.
-- Answers {epoch, now, instances alive}.

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local known, life, patience = ARGV[1], ARGV[3], tonumber(ARGV[5])

local function exact(number)
  return string.format('%.0f', number)
end

local function idOf(epoch)
  return string.match(epoch, '^[^:]*')
end

if patience == 0 then
  redis.call('ZREM', KEYS[2], ARGV[4])
  return { known, now, redis.call('ZCARD', KEYS[2]) }
end

local epoch = redis.call('GET', KEYS[1])
local latest = tonumber(redis.call('GET', KEYS[3]) or 0)
if epoch and epoch == known and latest < tonumber(ARGV[6]) then
  epoch = ARGV[2] .. ':' .. exact(now) .. ':1'
elseif not epoch then
  epoch = ARGV[2] .. ':' .. exact(now) .. ':' .. (known == '' and '0' or '1')
elseif known ~= '' and idOf(known) ~= idOf(epoch) then
  epoch = string.match(epoch, '^(.*):[01]$') .. ':1'
end
redis.call('SET', KEYS[1], epoch, 'PX', life)
redis.call('SET', KEYS[3], exact(math.max(now, latest)), 'PX', life)

redis.call('ZADD', KEYS[2], exact(now), ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', exact(now - patience * 1000))
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return { epoch, now, redis.call('ZCARD', KEYS[2]) }
