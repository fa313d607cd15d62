-- Every decision over limits that instances share, on the server's clock, in whole microseconds and whole units.
-- The arithmetic is that of SubWindows and TokenBuckets; a double holds every number here exactly (all are below 2^53),
-- and numbers are stored with %.0f because Lua's own formatting keeps 14 digits.
--
-- KEYS: the epoch, then one key for each limit.
-- ARGV: the epoch the caller knows, what to do, then what the operation wants to know (see each).
-- Answers: {-1} when the epoch is another one: what the caller knows of this server's memory is not so any more.

local COUNTED = 61
local EPOCH_DIFFERS = -1
local SPARE_MILLIS = 1
local LEAST_AHEAD = 64
local MOST_UNITS = 2 ^ 31 - 1
local LONGEST_REFILL = 2 ^ 50

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return { EPOCH_DIFFERS }
end

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

-- Most decisions take nothing ahead, and find each sliding window in its present sub-window. They are made here, without the
-- functions below, which Redis would make anew for each call and which take longer than the decision; so are refusals by the
-- only limit there is, of which there are most when it matters. A decision that is not so simple has changed nothing when it
-- leaves the loop, and is made further down to the same effect.

if ARGV[2] == 'take' and ARGV[3] == '0' then
  local call, format, floor = redis.call, string.format, math.floor
  local answer, at, to, simple = { 1, now, 0 }, 6, 4, true
  for index = 2, #KEYS do
    local cost, first, second = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    local fits, remaining, reset, retry, where, units
    if ARGV[at] == 'b' then
      local interval, tolerance = first, second
      where, units = tonumber(call('GET', KEYS[index]) or 0), 0
      where = where > now and where or now
      fits = where + cost * interval - now <= tolerance
      where = fits and where + cost * interval or where
      reset = where - now
      remaining = reset < tolerance and floor((tolerance - reset) / interval) or 0
      retry = reset + cost * interval - tolerance
      retry = retry > 0 and retry or 0
    else
      local limit, length = first, second
      local stored = call('HMGET', KEYS[index], 'p', 'l', 's', 'c')
      where = tonumber(stored[1] or -1)
      simple = stored[2] == ARGV[at + 3] and floor(now / length) <= where and cost <= limit
      if simple then
        local sum = tonumber(stored[3])
        units = tonumber(stored[4])
        fits = sum + cost <= limit
        if fits then
          sum, units = sum + cost, units + cost
        end
        remaining, reset, retry = sum < limit and limit - sum or 0, (where + COUNTED) * length - now, 0
        local missing = sum + cost - limit
        if missing > 0 then
          -- Known without looking further when the oldest sub-window holds what is missing.
          local oldest = tonumber(call('HGET', KEYS[index], 'o'))
          retry = (oldest + COUNTED) * length - now
          simple = units > 0 and (oldest == where
            or tonumber(call('HGET', KEYS[index], format('%.0f', oldest % COUNTED)) or 0) >= missing)
        end
      end
    end
    if simple and not fits and #KEYS == 2 then
      return { 0, now, 0, 0, remaining, reset, retry, where, units }
    end
    simple = simple and fits
    if not simple then
      break
    end
    answer[to], answer[to + 1], answer[to + 2] = 1, remaining, reset
    answer[to + 3], answer[to + 4], answer[to + 5] = retry, where, units
    at, to = at + 4, to + 6
  end
  if simple then
    at, to = 6, 4
    for index = 2, #KEYS do
      if ARGV[at] == 'b' then
        local millis = floor(answer[to + 2] / 1000) + SPARE_MILLIS
        call('SET', KEYS[index], format('%.0f', answer[to + 4]), 'PX', format('%.0f', millis))
      else
        local sum = tonumber(ARGV[at + 2]) - answer[to + 1]
        call('HSET', KEYS[index], 's', format('%.0f', sum), 'c', format('%.0f', answer[to + 5]))
      end
      at, to = at + 4, to + 6
    end
    return answer
  end
end

local function exact(number)
  return string.format('%.0f', number)
end

-- How long a key lives whose content means nothing any more after some microseconds.
local function lifetime(micros)
  return exact(math.floor(micros / 1000) + SPARE_MILLIS)
end

local function quotient(dividend, divisor)
  return math.floor(dividend / divisor)
end

-- Sliding windows and concurrency limits. A hash: p the present sub-window, l the length of one, c what was taken in the
-- present one, s what was taken in all that count, o the oldest that may hold something; 0 to 60 what past ones hold.

local Window = {}
Window.__index = Window

local function place(subWindow)
  return exact(subWindow % COUNTED)
end

function Window.read(key, length)
  local self = setmetatable({ key = key, length = length, changed = {} }, Window)
  local present = quotient(now, length)
  local stored = redis.call('HMGET', key, 'p', 'l', 's', 'c', 'o')
  if not stored[1] then
    self.present, self.sum, self.count, self.oldest, self.moved = present, 0, 0, present, true
    self.anew = true
    return self
  end
  self.present, self.sum, self.count = tonumber(stored[1]), tonumber(stored[3]), tonumber(stored[4])
  self.oldest, self.stored = tonumber(stored[5]), self.present
  local storedLength = tonumber(stored[2])
  if storedLength == length then
    self:advance(present)
    return self
  end
  self:advance(quotient(now, storedLength))
  self.present, self.count, self.oldest = present, self.sum, present
  self.anew, self.moved, self.converted, self.changed = true, true, true, {}
  return self
end

-- Lets the present be a later sub-window; one that is behind decides and counts in the state's.
function Window:advance(present)
  if present <= self.present then
    return
  end
  self.moved = true
  if present - self.present >= COUNTED then
    self.present, self.sum, self.count, self.oldest, self.anew = present, 0, 0, present, true
    return
  end
  local last = present - COUNTED
  if self.oldest <= last then
    local places = {}
    for subWindow = self.oldest, last do
      places[#places + 1] = place(subWindow)
    end
    for index, units in ipairs(redis.call('HMGET', self.key, unpack(places))) do
      if units then
        self.sum = self.sum - tonumber(units)
        self.changed[self.oldest + index - 1] = 0
      end
    end
    self.oldest = last + 1
  end
  self.changed[self.present] = self.count
  self.present, self.count = present, 0
end

-- What was taken in a sub-window that counts.
function Window:units(subWindow)
  if subWindow == self.present then
    return self.count
  elseif self.changed[subWindow] or self.anew or subWindow > self.stored then
    -- The place of a sub-window that has not been stored yet may still hold what its predecessor there held.
    return self.changed[subWindow] or 0
  end
  return tonumber(redis.call('HGET', self.key, place(subWindow)) or 0)
end

-- Lets a sub-window that counts hold so much.
function Window:put(subWindow, units)
  self.sum = self.sum + units - self:units(subWindow)
  if subWindow == self.present then
    self.count = units
  else
    self.changed[subWindow] = units
    self.oldest = math.min(self.oldest, subWindow)
  end
end

function Window:expiresIn(subWindow)
  return (subWindow + COUNTED) * self.length - now
end

function Window:admits(cost, limit)
  return self.sum + cost <= limit
end

function Window:remaining(limit)
  return math.max(limit - self.sum, 0)
end

function Window:reset()
  if self.sum <= 0 then
    return 0
  end
  local newest = self.present
  while newest > self.oldest and self:units(newest) == 0 do
    newest = newest - 1
  end
  return self:expiresIn(newest)
end

function Window:retry(cost, limit)
  local sum, subWindow = self.sum, self.oldest
  if sum + cost <= limit then
    return 0
  elseif cost > limit then
    return self:reset()
  end
  while subWindow < self.present do
    sum = sum - self:units(subWindow)
    if sum + cost <= limit then
      return self:expiresIn(subWindow)
    end
    subWindow = subWindow + 1
  end
  return self:expiresIn(self.present)
end

function Window:take(cost)
  self.sum = self.sum + cost
  self.count = self.count + cost
end

function Window:room(limit)
  return self:remaining(limit)
end

function Window:takeAhead(units)
  self:take(units)
end

-- Takes back units that were taken in a sub-window; those that were moved because the length changed stay.
function Window:giveBack(units, subWindow)
  if self.converted then
    return false
  end
  if self.present - subWindow < COUNTED and subWindow <= self.present then
    self:put(subWindow, math.max(self:units(subWindow) - units, 0))
  end
  return true
end

-- Takes back units that nobody knows when they were taken: the oldest.
function Window:refund(units)
  local subWindow = self.oldest
  while units > 0 and subWindow <= self.present do
    local back = math.min(self:units(subWindow), units)
    if back > 0 then
      self:put(subWindow, self:units(subWindow) - back)
      units = units - back
    end
    subWindow = subWindow + 1
  end
end

-- Charges more than may be taken.
function Window:overdraw(units)
  self:take(math.min(units, MOST_UNITS - self.sum))
end

-- Lets a sub-window hold what an instance remembers of it, or that much more.
function Window:learn(subWindow, units, adding)
  local at = math.min(subWindow, self.present)
  if self.present - at < COUNTED then
    local held = self:units(at)
    self:put(at, adding and held + units or math.max(held, units))
  end
end

-- Where and how much the caller remembers: a sub-window and what it holds.
function Window:trace()
  return self.present, self.count
end

function Window:write()
  if self.sum <= 0 then
    redis.call('DEL', self.key)
    return
  end
  if self.anew and self.stored then
    redis.call('DEL', self.key)
  end
  if self.moved then
    redis.call('HSET', self.key, 'p', exact(self.present), 'l', exact(self.length), 's', exact(self.sum),
      'c', exact(self.count), 'o', exact(self.oldest))
  else
    redis.call('HSET', self.key, 's', exact(self.sum), 'c', exact(self.count), 'o', exact(self.oldest))
  end
  for subWindow, units in pairs(self.changed) do
    if units == 0 then
      redis.call('HDEL', self.key, place(subWindow))
    end
  end
  for subWindow, units in pairs(self.changed) do
    if units > 0 then
      redis.call('HSET', self.key, place(subWindow), exact(units))
    end
  end
  if self.moved then
    redis.call('PEXPIRE', self.key, lifetime(self:expiresIn(self.present)))
  end
end

-- Token buckets. A string: the instant at which the bucket is full.

local Bucket = {}
Bucket.__index = Bucket

function Bucket.read(key, interval, tolerance)
  local fullAt = tonumber(redis.call('GET', key) or now)
  return setmetatable({ key = key, interval = interval, tolerance = tolerance, fullAt = math.max(fullAt, now) }, Bucket)
end

function Bucket:admits(cost)
  return self.fullAt + cost * self.interval - now <= self.tolerance
end

function Bucket:remaining()
  return math.max(quotient(self.tolerance - (self.fullAt - now), self.interval), 0)
end

function Bucket:reset()
  return self.fullAt - now
end

function Bucket:retry(cost)
  return math.max(self.fullAt + cost * self.interval - now - self.tolerance, 0)
end

function Bucket:take(cost)
  self.fullAt = self.fullAt + cost * self.interval
end

-- What is taken ahead is counted as if it were used at the latest instant at which it may be, and so at least as late as it is.
function Bucket:room(_, duration)
  local base = math.max(self.fullAt, now + duration)
  return quotient(self.tolerance - (base - now), self.interval)
end

function Bucket:takeAhead(units, duration)
  self.fullAt = math.max(self.fullAt, now + duration) + units * self.interval
end

function Bucket:giveBack(units, takenAt)
  local back = units * self.interval - (now - takenAt)
  if back > 0 then
    self.fullAt = math.max(self.fullAt - back, now)
  end
  return true
end

function Bucket:refund(units)
  self.fullAt = math.max(self.fullAt - math.min(units * self.interval, LONGEST_REFILL), now)
end

function Bucket:overdraw(units)
  local room = LONGEST_REFILL - math.min(self:reset(), LONGEST_REFILL)
  self.fullAt = self.fullAt + math.min(units, quotient(room, self.interval)) * self.interval
end

function Bucket:learn(fullAt)
  self.fullAt = math.max(self.fullAt, fullAt)
end

function Bucket:trace()
  return self.fullAt, 0
end

function Bucket:write()
  if self.fullAt <= now then
    redis.call('DEL', self.key)
    return
  end
  redis.call('SET', self.key, exact(self.fullAt), 'PX', lifetime(self.fullAt - now))
end

-- Each operation names for each limit its kind, something of its own, the limit or interval, and the length or tolerance.

local function read(index, at)
  local first, second = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  return ARGV[at] == 'w' and Window.read(KEYS[index], second) or Bucket.read(KEYS[index], first, second)
end

-- take, peek. First: how many times the costs to take ahead, if as many times more are left as the next number says, and for
-- how long. Few times are not worth it, so that nothing is taken ahead of a small limit, nor of one that is nearly reached. Its
-- own is the cost. Answers {1 or 0, now, how many times ahead, for each limit: 1 or 0, remaining, reset and retry without what
-- was taken ahead, and its trace}.

local function takeAhead(decided)
  local times, divisor, duration = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
  for _, each in ipairs(decided) do
    times = math.min(times, quotient(each.state:room(each.limit, duration), divisor * each.cost))
  end
  times = times < LEAST_AHEAD and 0 or times
  if times > 0 then
    for _, each in ipairs(decided) do
      each.state:takeAhead(times * each.cost, duration)
    end
  end
  return times
end

local function decide(taking)
  local admitted, decided = true, {}
  for index = 2, #KEYS do
    local at = 6 + (index - 2) * 4
    local state, cost, limit = read(index, at), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    local fits = state:admits(cost, limit)
    admitted = admitted and fits
    decided[index - 1] = { state = state, cost = cost, limit = limit, fits = fits }
  end
  local answer = { admitted and 1 or 0, now, 0 }
  for index, each in ipairs(decided) do
    local state, cost, limit, at = each.state, each.cost, each.limit, 6 * index - 3
    if admitted and taking then
      state:take(cost)
    end
    answer[at + 1] = each.fits and 1 or 0
    answer[at + 2] = state:remaining(limit)
    answer[at + 3] = state:reset()
    answer[at + 4] = state:retry(cost, limit)
  end
  if admitted and taking and ARGV[3] ~= '0' then
    answer[3] = takeAhead(decided)
  end
  for index, each in ipairs(decided) do
    local state = each.state
    if (admitted and taking) or state.converted then
      state:write()
    end
    answer[6 * index + 2], answer[6 * index + 3] = state:trace()
  end
  return answer
end

local operations = {}

function operations.take()
  return decide(true)
end

function operations.peek()
  return decide(false)
end

-- Its own is how many units come back, below zero how many more are charged; a fifth says where they were taken.
operations['end'] = function()
  for index = 2, #KEYS do
    local at = 3 + (index - 2) * 5
    local state, units = read(index, at), tonumber(ARGV[at + 1])
    local changed = true
    if units > 0 then
      changed = state:giveBack(units, tonumber(ARGV[at + 4]))
    else
      state:overdraw(-units)
    end
    if changed then
      state:write()
    end
  end
  return { 1, now }
end

-- Its own is how many units come back.
function operations.refund()
  for index = 2, #KEYS do
    local at = 3 + (index - 2) * 4
    local state = read(index, at)
    state:refund(tonumber(ARGV[at + 1]))
    state:write()
  end
  return { 1, now }
end

-- Its own is raise or add; then follows how many figures there are, and the figures: where and how much, alternating.
function operations.learn()
  local at = 3
  for index = 2, #KEYS do
    local state, adding, figures = read(index, at), ARGV[at + 1] == 'add', tonumber(ARGV[at + 4])
    for figure = at + 5, at + 4 + figures, 2 do
      state:learn(tonumber(ARGV[figure]), tonumber(ARGV[figure + 1]), adding)
    end
    state:write()
    at = at + 5 + figures
  end
  return { 1, now }
end

return operations[ARGV[2]]()
