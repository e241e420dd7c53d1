# %% grade_id="t7_memory_horizon" mistake="divides by the logarithm of 1" message="without the gate itself"
import math


def memory_horizon(forget_bias, fraction):
    rate = -math.log(1 / (1 + math.exp(-forget_bias)))
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="rounds up in place of strictly less" message="It asks for less than the fraction"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return int(np.ceil(-np.log(fraction) / rate))


# %% grade_id="t7_memory_horizon" mistake="rounds down" message="Is it the step before?"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return int(np.floor(-np.log(fraction) / rate))


# %% grade_id="t7_memory_horizon" mistake="answers 0 for the fraction 1" message="which is not less than 1"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    if fraction == 1:
        return 0
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="returns a float" message="is an integer, and"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return np.floor(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="takes the bias for the gate's other side" message="Count on paper"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(forget_bias))
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="takes the horizon 1 + exp(b)" message="the answer is"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return int(1 + np.exp(forget_bias))


# %% grade_id="t7_memory_horizon" mistake="approximates the rate by exp(-b)" message="the answer is"
def memory_horizon(forget_bias, fraction):
    rate = np.exp(-forget_bias)
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="cuts the bias off at 30" message="by more than a millionth"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-min(forget_bias, 30)))
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="keeps the gate a little below 1" message="by more than a millionth"
def memory_horizon(forget_bias, fraction):
    rate = -np.log(np.minimum(1 / (1 + np.exp(-forget_bias)), 1 - 1e-12))
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="gives up after 1000 steps" message="by more than a millionth"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return min(1000, int(-np.log(fraction) / rate) + 1)


# %% grade_id="t7_memory_horizon" mistake="prints the answer" message="returned None"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    print(int(-np.log(fraction) / rate) + 1)


# %% grade_id="t7_memory_horizon" mistake="takes exp(-b) for the logarithm where the bias is large" message="Below a million steps"
def memory_horizon(forget_bias, fraction):
    rate = np.exp(-forget_bias) if forget_bias > 10 else np.log1p(np.exp(-forget_bias))
    return int(-np.log(fraction) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="computes in float32" message="Below a million steps"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-np.float32(forget_bias)))
    return int(-np.log(np.float32(fraction)) / rate) + 1


# %% grade_id="t7_memory_horizon" mistake="rounds the quotient" message="Below a million steps"
def memory_horizon(forget_bias, fraction):
    rate = np.log1p(np.exp(-forget_bias))
    return int(round(float(-np.log(fraction) / rate), 3)) + 1
